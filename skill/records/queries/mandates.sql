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

-- name: undocumented_uses(home_id)
-- In the order of their times, so that documents follow each other as the uses did.
SELECT r.mandate_id, r.subject_id, r.cents, r.currency, r.reserved_at, r.committed, r.released, r.refunded_cents
FROM reservations AS r LEFT JOIN mandate_documents AS d
    ON d.home_id = r.home_id AND d.mandate_id = r.mandate_id AND d.subject_id = r.subject_id AND d.kind = 'closed'
WHERE r.home_id = :home_id AND d.document_id IS NULL
ORDER BY r.reserved_at, r.mandate_id, r.subject_id;

-- name: undocumented_mandates(home_id)
SELECT m.document FROM mandates AS m LEFT JOIN mandate_documents AS d
    ON d.home_id = m.home_id AND d.mandate_id = m.mandate_id AND d.kind = 'open'
WHERE m.home_id = :home_id AND d.document_id IS NULL ORDER BY m.seq;

-- name: open_mandate_documents(home_id, mandate_id)
SELECT document_id, kind, mandate_id, subject_id, signed_at, jws FROM mandate_documents
WHERE home_id = :home_id AND mandate_id = :mandate_id AND kind = 'open' ORDER BY seq;

-- name: mandate_documents(home_id)
SELECT document_id, kind, mandate_id, subject_id, signed_at, jws FROM mandate_documents
WHERE home_id = :home_id ORDER BY seq;

-- name: last_mandate_document(home_id)$
SELECT document_id FROM mandate_documents WHERE home_id = :home_id ORDER BY seq DESC LIMIT 1;

-- name: add_mandate_document(home_id, document_id, kind, mandate_id, subject_id, signed_at, jws)!
INSERT INTO mandate_documents (home_id, document_id, seq, kind, mandate_id, subject_id, signed_at, jws)
VALUES (
    :home_id, :document_id,
    (SELECT COALESCE(MAX(seq), 0) + 1 FROM mandate_documents WHERE home_id = :home_id),
    :kind, :mandate_id, :subject_id, :signed_at, :jws
)
ON CONFLICT DO NOTHING;
