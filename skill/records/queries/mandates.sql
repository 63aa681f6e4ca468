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
SELECT currency, CAST(SUM(cents) AS BIGINT) FROM reservations
WHERE home_id = :home_id AND mandate_id = :mandate_id AND reserved_at >= :since AND released = 0
GROUP BY currency ORDER BY currency;

-- name: reserve(home_id, mandate_id, subject_id, reserved_at, cents, currency)!
-- A subject is reserved once under a mandate; reserving it again replaces the amount.
INSERT INTO reservations (home_id, mandate_id, subject_id, reserved_at, cents, currency, released)
VALUES (:home_id, :mandate_id, :subject_id, :reserved_at, :cents, :currency, 0)
ON CONFLICT (home_id, mandate_id, subject_id) DO UPDATE SET
    reserved_at = excluded.reserved_at, cents = excluded.cents, currency = excluded.currency, released = 0;

-- name: release(home_id, subject_id)!
UPDATE reservations SET released = 1 WHERE home_id = :home_id AND subject_id = :subject_id;
