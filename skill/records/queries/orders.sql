-- name: orders(home_id)
SELECT document FROM orders WHERE home_id = :home_id ORDER BY seq;

-- name: current_orders(home_id, since, latest)
-- Short looks into indexes: with OR between them SQLite reads every order of the home, and joins in this order are
-- begun at the few bundles that are open, not at the charges of years.
SELECT document FROM orders
WHERE home_id = :home_id AND seq IN (
    SELECT seq FROM orders WHERE home_id = :home_id AND status = 'placed'
    UNION SELECT o.seq FROM bundles AS b CROSS JOIN charges AS c CROSS JOIN orders AS o
    WHERE b.home_id = :home_id AND b.outcome IS NULL
        AND c.home_id = b.home_id AND c.retailer_id = b.retailer_id AND c.person_id = b.person_id
        AND c.period = b.period
        AND o.home_id = c.home_id AND o.order_id = c.order_id
    UNION SELECT seq FROM orders WHERE home_id = :home_id AND placed_at >= :since
    UNION SELECT seq FROM orders
    WHERE home_id = :home_id AND seq > (SELECT MAX(seq) FROM orders WHERE home_id = :home_id) - :latest
)
ORDER BY seq;

-- name: open_orders(home_id)
-- Through its index alone, as above.
SELECT document FROM orders
WHERE home_id = :home_id AND seq IN (SELECT seq FROM orders WHERE home_id = :home_id AND status = 'placed')
ORDER BY seq;

-- name: order_by_id(home_id, order_id)$
SELECT document FROM orders WHERE home_id = :home_id AND order_id = :order_id;

-- name: keep_order(home_id, order_id, person_id, retailer_id, category, status, placed_at, total_cents, currency, document)!
INSERT INTO orders (
    home_id, order_id, seq, person_id, retailer_id, category, status, placed_at, total_cents, currency,
    document
)
VALUES (
    :home_id, :order_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM orders WHERE home_id = :home_id),
    :person_id, :retailer_id, :category, :status, :placed_at, :total_cents, :currency, :document
)
ON CONFLICT (home_id, order_id) DO UPDATE SET
    person_id = excluded.person_id, retailer_id = excluded.retailer_id, category = excluded.category,
    status = excluded.status, placed_at = excluded.placed_at, total_cents = excluded.total_cents,
    currency = excluded.currency, document = excluded.document;
