-- name: payments(home_id)
SELECT document FROM payments WHERE home_id = :home_id ORDER BY seq;

-- name: owed_payments(home_id)
-- Through its index alone: a home pays for years, and owes little.
SELECT document FROM payments
WHERE home_id = :home_id AND seq IN (
    SELECT seq FROM payments
    WHERE home_id = :home_id
    AND status IN ('open', 'approved', 'submitted', 'refused', 'expired', 'returned', 'refunded')
)
ORDER BY seq;

-- name: payment_by_id(home_id, payment_id)$
SELECT document FROM payments WHERE home_id = :home_id AND payment_id = :payment_id;

-- name: payment_of_bundle(home_id, retailer_id, period, person_id)$
SELECT payment_id FROM payments
WHERE home_id = :home_id AND retailer_id = :retailer_id AND period = :period AND person_id = :person_id;

-- name: add_payment(home_id, payment_id, person_id, retailer_id, period, kind, status, asked_at, amount_cents, currency, document)!
INSERT INTO payments (
    home_id, payment_id, seq, person_id, retailer_id, period, kind, status, asked_at, amount_cents, currency, document
)
VALUES (
    :home_id, :payment_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM payments WHERE home_id = :home_id),
    :person_id, :retailer_id, :period, :kind, :status, :asked_at, :amount_cents, :currency, :document
)
ON CONFLICT DO NOTHING;

-- name: change_payment(home_id, payment_id, person_id, retailer_id, period, kind, status, asked_at, amount_cents, currency, document)!
UPDATE payments SET
    person_id = :person_id, retailer_id = :retailer_id, period = :period, kind = :kind, status = :status,
    asked_at = :asked_at, amount_cents = :amount_cents, currency = :currency, document = :document
WHERE home_id = :home_id AND payment_id = :payment_id;

-- name: home_of_payment(payment_id)$
-- Over all homes: a bank's message names payments of any of them. Not part of any conversation.
-- An id that two homes have names neither (P1).
SELECT MIN(home_id) FROM payments WHERE payment_id = :payment_id HAVING COUNT(*) = 1;
