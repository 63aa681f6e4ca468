-- name: mandates(home_id)
SELECT document FROM mandates WHERE home_id = :home_id ORDER BY seq;

-- name: keep_mandate(home_id, mandate_id, document)!
INSERT INTO mandates (home_id, mandate_id, seq, document)
VALUES (
    :home_id, :mandate_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM mandates WHERE home_id = :home_id), :document
)
ON CONFLICT (home_id, mandate_id) DO UPDATE SET document = excluded.document;

-- name: usage_since(home_id, mandate_id, since)
-- The cast keeps PostgreSQL's sum an integer.
SELECT currency, CAST(SUM(cents - refunded_cents) AS BIGINT) FROM reservations
WHERE home_id = :home_id AND mandate_id = :mandate_id AND reserved_at >= :since AND released = 0
GROUP BY currency ORDER BY currency;

-- name: reservations_of(home_id, subject_id)
SELECT mandate_id, subject_id, cents, currency, reserved_at, committed, released, refunded_cents FROM reservations
WHERE home_id = :home_id AND subject_id = :subject_id ORDER BY mandate_id;

-- name: keep_reservation(home_id, mandate_id, subject_id, reserved_at, cents, currency, committed, released, refunded_cents)!
-- A subject is reserved once under a mandate.
INSERT INTO reservations
    (home_id, mandate_id, subject_id, reserved_at, cents, currency, committed, released, refunded_cents)
VALUES (
    :home_id, :mandate_id, :subject_id, :reserved_at, :cents, :currency, :committed, :released, :refunded_cents
)
ON CONFLICT (home_id, mandate_id, subject_id) DO UPDATE SET
    reserved_at = excluded.reserved_at, cents = excluded.cents, currency = excluded.currency,
    committed = excluded.committed, released = excluded.released, refunded_cents = excluded.refunded_cents;

-- name: add_budget_refund(home_id, mandate_id, subject_id, refund_id, refunded_at, cents, currency)!
INSERT INTO budget_refunds (home_id, mandate_id, subject_id, refund_id, refunded_at, cents, currency)
VALUES (:home_id, :mandate_id, :subject_id, :refund_id, :refunded_at, :cents, :currency)
ON CONFLICT (home_id, mandate_id, subject_id, refund_id) DO NOTHING;
