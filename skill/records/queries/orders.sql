-- name: orders(home_id)
SELECT document FROM orders WHERE home_id = :home_id ORDER BY seq;

-- name: order_by_id(home_id, order_id)$
SELECT document FROM orders WHERE home_id = :home_id AND order_id = :order_id;

-- name: keep_order(home_id, order_id, person_id, retailer_id, category, status, placed_at, total_cents, currency, document)!
INSERT INTO orders (
    home_id, order_id, seq, person_id, retailer_id, category, status, placed_at, total_cents, currency, document
)
VALUES (
    :home_id, :order_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM orders WHERE home_id = :home_id),
    :person_id, :retailer_id, :category, :status, :placed_at, :total_cents, :currency, :document
)
ON CONFLICT (home_id, order_id) DO UPDATE SET
    person_id = excluded.person_id, retailer_id = excluded.retailer_id, category = excluded.category,
    status = excluded.status, placed_at = excluded.placed_at, total_cents = excluded.total_cents,
    currency = excluded.currency, document = excluded.document;
