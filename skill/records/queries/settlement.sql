-- name: add_charge(home_id, retailer_id, person_id, period, charge_id, category, order_id, happened_at, cents, currency)!
INSERT INTO charges (
    home_id, retailer_id, person_id, period, charge_id, category, order_id, happened_at, cents, currency
)
VALUES (
    :home_id, :retailer_id, :person_id, :period, :charge_id, :category, :order_id, :happened_at, :cents, :currency
)
ON CONFLICT DO NOTHING;

-- name: open_bundle(home_id, retailer_id, person_id, period, category, currency, due_at)!
INSERT INTO bundles (home_id, retailer_id, person_id, period, category, currency, due_at)
VALUES (:home_id, :retailer_id, :person_id, :period, :category, :currency, :due_at)
ON CONFLICT DO NOTHING;

-- name: is_bundle_closed(home_id, retailer_id, person_id, period)$
SELECT 1 FROM bundles
WHERE home_id = :home_id AND retailer_id = :retailer_id AND person_id = :person_id AND period = :period
    AND outcome IS NOT NULL;

-- name: close_bundle(home_id, retailer_id, person_id, period, outcome, payment_id)!
UPDATE bundles SET outcome = :outcome, payment_id = :payment_id
WHERE home_id = :home_id AND retailer_id = :retailer_id AND person_id = :person_id AND period = :period
    AND (outcome IS NULL OR outcome = 'closed');

-- name: next_bundle_due(home_id)$
SELECT MIN(due_at) FROM bundles WHERE home_id = :home_id AND outcome IS NULL;

-- name: open_charges(home_id)
SELECT
    c.charge_id, c.retailer_id, c.person_id, c.period, c.category, c.order_id, c.cents, c.currency, c.happened_at,
    b.due_at
FROM bundles AS b CROSS JOIN charges AS c -- SQLite then begins at the few bundles that are open
WHERE b.home_id = :home_id AND b.outcome IS NULL
    AND c.home_id = b.home_id AND c.retailer_id = b.retailer_id AND c.person_id = b.person_id AND c.period = b.period
ORDER BY c.retailer_id, c.person_id, c.period, c.charge_id;

-- name: charged(home_id, order_id)
SELECT currency, CAST(SUM(cents) AS BIGINT) FROM charges
WHERE home_id = :home_id AND order_id = :order_id GROUP BY currency ORDER BY currency;

-- name: homes_with_due_bundles(after, until, most)
-- Of all homes, a batch at a time: a settlement is no conversation.
SELECT DISTINCT home_id FROM bundles
WHERE outcome IS NULL AND home_id > :after AND due_at <= :until
ORDER BY home_id LIMIT :most;

-- name: close_due_bundles(first, last, until)!
-- Plans: what domain/settlement.py calls `plan`, for a range of homes at once.
UPDATE bundles SET
    outcome = 'closed', cents = due.cents, order_ids = due.order_ids, credit_since = due.credit_since
FROM (
    SELECT
        b.home_id, b.retailer_id, b.person_id, b.period, CAST(SUM(c.cents) AS BIGINT) AS cents,
        group_concat(c.order_id) AS order_ids, MIN(CASE WHEN c.cents < 0 THEN c.happened_at END) AS credit_since
    FROM bundles AS b
    JOIN charges AS c ON c.home_id = b.home_id AND c.retailer_id = b.retailer_id AND c.person_id = b.person_id
        AND c.period = b.period
    WHERE b.home_id BETWEEN :first AND :last AND b.outcome IS NULL AND b.due_at <= :until
    GROUP BY b.home_id, b.retailer_id, b.person_id, b.period
) AS due
WHERE bundles.home_id = due.home_id AND bundles.retailer_id = due.retailer_id
    AND bundles.person_id = due.person_id AND bundles.period = due.period;

-- name: bundles_to_judge(first, last)
SELECT home_id, retailer_id, person_id, period, category, cents, currency, order_ids, due_at, credit_since
FROM bundles
WHERE outcome = 'closed' AND home_id BETWEEN :first AND :last
ORDER BY home_id, due_at, retailer_id, person_id;

-- name: write_payout_lines(first, last, period, until)!
-- What reached retailers in these homes, or went back, and is in no payout yet: entries that move both a debt and money.
INSERT INTO payout_lines (home_id, entry_id, retailer_id, period, cents, currency)
SELECT p.home_id, p.entry_id, substr(p.account, 6), :period, p.cents, p.currency
FROM postings AS p
JOIN entries AS e ON e.home_id = p.home_id AND e.entry_id = p.entry_id
WHERE p.home_id BETWEEN :first AND :last AND substr(p.account, 1, 5) = 'owed:' AND e.posted_at < :until
    AND (substr(p.entry_id, 1, 5) = 'paid:' OR substr(p.entry_id, 1, 9) = 'returned:')
    AND EXISTS (
        SELECT 1 FROM postings AS money
        WHERE money.home_id = p.home_id AND money.entry_id = p.entry_id
            AND money.account IN ('bank', 'bank:refunded', 'wallet')
    )
ON CONFLICT DO NOTHING;

-- name: payouts()
SELECT retailer_id, period, currency, COUNT(*), CAST(SUM(cents) AS BIGINT) FROM payout_lines
GROUP BY retailer_id, period, currency ORDER BY period, retailer_id, currency;

-- name: payout_lines(retailer_id, period)
SELECT home_id, entry_id, cents, currency FROM payout_lines
WHERE retailer_id = :retailer_id AND period = :period ORDER BY home_id, entry_id;
