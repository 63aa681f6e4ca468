-- Questions over a range of homes that a right set of books answers with no row. A check is no conversation.

-- name: homes_in_order(after, most)
SELECT home_id FROM homes WHERE home_id > :after ORDER BY home_id LIMIT :most;

-- name: count_postings(first, last)$
SELECT COUNT(*) FROM postings WHERE home_id BETWEEN :first AND :last;

-- name: unbalanced_entries(first, last)
-- M1: each entry sums to zero in each currency. What is inside is read in the order of the key, once; only what it finds
-- suspect, or in several currencies, is added up by currency.
SELECT p.home_id, p.entry_id, p.currency, 0, CAST(SUM(p.cents) AS BIGINT)
FROM (
    SELECT home_id, entry_id FROM postings WHERE home_id BETWEEN :first AND :last
    GROUP BY home_id, entry_id HAVING SUM(cents) <> 0 OR MIN(currency) <> MAX(currency)
) AS suspect
JOIN postings AS p ON p.home_id = suspect.home_id AND p.entry_id = suspect.entry_id
GROUP BY p.home_id, p.entry_id, p.currency HAVING SUM(p.cents) <> 0;

-- name: wrong_reservations(first, last)
-- What is set aside for an order: its total while it is to come, nothing afterwards. One that was cancelled here may
-- come until its retailer has agreed. Orders from before the home came to us are in no books.
SELECT home_id, order_id, currency, expected, found FROM (
    SELECT
        o.home_id, o.order_id, o.currency,
        CASE
            WHEN o.status = 'placed' THEN -o.total_cents
            WHEN o.status = 'cancelled' AND (
                SELECT MIN(CASE e.outcome WHEN 'done' THEN 0 ELSE 1 END) FROM errands AS e
                WHERE e.home_id = o.home_id AND e.subject_id = o.order_id AND e.kind = 'cancel'
            ) = 1 THEN -o.total_cents
            ELSE 0
        END AS expected,
        (
            SELECT CAST(COALESCE(SUM(p.cents), 0) AS BIGINT) FROM postings AS p
            WHERE p.home_id = o.home_id AND p.account = 'reserved:' || o.retailer_id
                AND p.entry_id IN ('placed:' || o.order_id, 'cancelled:' || o.order_id, 'delivered:' || o.order_id)
        ) + (
            SELECT CAST(COALESCE(SUM(p.cents), 0) AS BIGINT) FROM postings AS p
            WHERE p.home_id = o.home_id AND p.account = 'reserved:' || o.retailer_id
                AND p.entry_id > 'moved:' || o.order_id || ':' AND p.entry_id < 'moved:' || o.order_id || ';'
        ) + (
            SELECT CAST(COALESCE(SUM(p.cents), 0) AS BIGINT) FROM postings AS p
            WHERE p.home_id = o.home_id AND p.account = 'reserved:' || o.retailer_id
                AND p.entry_id > 'amended:' || o.order_id || ':' AND p.entry_id < 'amended:' || o.order_id || ';'
        ) AS found
    FROM orders AS o JOIN homes AS h ON h.home_id = o.home_id
    WHERE o.home_id BETWEEN :first AND :last AND o.placed_at >= h.added_at
) AS reserved WHERE expected <> found;

-- name: wrong_deliveries(first, last)
-- What the delivery of an order made owed: its total, once.
SELECT home_id, order_id, currency, expected, found FROM (
    SELECT
        o.home_id, o.order_id, o.currency,
        CASE WHEN o.status IN ('placed', 'cancelled') THEN 0 ELSE -o.total_cents END AS expected,
        (
            SELECT CAST(COALESCE(SUM(p.cents), 0) AS BIGINT) FROM postings AS p
            WHERE p.home_id = o.home_id AND p.account = 'owed:' || o.retailer_id
                AND p.entry_id = 'delivered:' || o.order_id
        ) AS found
    FROM orders AS o JOIN homes AS h ON h.home_id = o.home_id
    WHERE o.home_id BETWEEN :first AND :last AND o.placed_at >= h.added_at
) AS delivered WHERE expected <> found;

-- name: wrong_charges(first, last)
-- Each charge is what its entry made owed.
SELECT home_id, charge_id, currency, expected, found FROM (
    SELECT
        c.home_id, c.charge_id, c.currency, -c.cents AS expected,
        (
            SELECT CAST(COALESCE(SUM(p.cents), 0) AS BIGINT) FROM postings AS p
            WHERE p.home_id = c.home_id AND p.account = 'owed:' || c.retailer_id AND p.entry_id = c.charge_id
        ) AS found
    FROM charges AS c
    WHERE c.home_id BETWEEN :first AND :last AND substr(c.charge_id, 1, 8) <> 'carried:'
) AS charged WHERE expected <> found;

-- name: wrong_payments(first, last)
-- What was paid is in the books once; what was not, or what came back, is not. An id may carry the number of its attempt.
SELECT home_id, payment_id, currency, expected, found FROM (
    SELECT
        y.home_id, y.payment_id, y.currency, CASE y.status WHEN 'paid' THEN y.amount_cents ELSE 0 END AS expected,
        (
            SELECT CAST(COALESCE(SUM(p.cents), 0) AS BIGINT) FROM postings AS p
            WHERE p.home_id = y.home_id AND p.account = 'owed:' || y.retailer_id AND (
                p.entry_id IN ('paid:' || y.payment_id, 'returned:' || y.payment_id)
                OR (p.entry_id > 'paid:' || y.payment_id || '.' AND p.entry_id < 'paid:' || y.payment_id || '/')
                OR (p.entry_id > 'returned:' || y.payment_id || '.' AND p.entry_id < 'returned:' || y.payment_id || '/')
            )
        ) AS found
    FROM payments AS y
    WHERE y.home_id BETWEEN :first AND :last
) AS paid WHERE expected <> found;

-- name: wrong_bundles(first, last)
-- A payment asks what its charges come to.
SELECT home_id, payment_id, currency, expected, found FROM (
    SELECT
        y.home_id, y.payment_id, y.currency, y.amount_cents AS found,
        (
            SELECT CAST(COALESCE(SUM(c.cents), 0) AS BIGINT) FROM charges AS c
            WHERE c.home_id = y.home_id AND c.retailer_id = y.retailer_id AND c.person_id = y.person_id
                AND c.period = y.period
        ) AS expected
    FROM payments AS y
    WHERE y.home_id BETWEEN :first AND :last
) AS asked WHERE expected <> found;

-- name: wrong_balances(first, last)
-- Each account of debts, reservations and money holds what orders, charges and payments say, and nothing beside it.
SELECT home_id, account, currency, CAST(SUM(expected) AS BIGINT), CAST(SUM(found) AS BIGINT) FROM (
    SELECT
        home_id, CASE WHEN account IN ('bank:refunded', 'wallet') THEN 'bank' ELSE account END AS account,
        currency, 0 AS expected, cents AS found
    FROM postings
    WHERE home_id BETWEEN :first AND :last
        AND (account IN ('bank', 'bank:refunded', 'wallet') OR substr(account, 1, 5) = 'owed:'
            OR substr(account, 1, 9) = 'reserved:')
    UNION ALL
    SELECT home_id, 'owed:' || retailer_id, currency, -cents, 0 FROM charges
    WHERE home_id BETWEEN :first AND :last AND substr(charge_id, 1, 8) <> 'carried:'
    UNION ALL
    SELECT home_id, 'owed:' || retailer_id, currency, amount_cents, 0 FROM payments
    WHERE home_id BETWEEN :first AND :last AND status = 'paid'
    UNION ALL
    SELECT home_id, 'bank', currency, -amount_cents, 0 FROM payments
    WHERE home_id BETWEEN :first AND :last AND status = 'paid'
    UNION ALL
    SELECT o.home_id, 'reserved:' || o.retailer_id, o.currency, -o.total_cents, 0
    FROM orders AS o JOIN homes AS h ON h.home_id = o.home_id
    WHERE o.home_id BETWEEN :first AND :last AND o.placed_at >= h.added_at AND (
        o.status = 'placed'
        OR o.status = 'cancelled' AND (
            SELECT MIN(CASE e.outcome WHEN 'done' THEN 0 ELSE 1 END) FROM errands AS e
            WHERE e.home_id = o.home_id AND e.subject_id = o.order_id AND e.kind = 'cancel'
        ) = 1
    )
) AS accounts
GROUP BY home_id, account, currency HAVING SUM(expected) <> SUM(found);
