-- A reservation is committed when what it was for happened; what came back of it since is refunded_cents (P6).
ALTER TABLE reservations ADD COLUMN committed INTEGER NOT NULL DEFAULT 0 CHECK (committed IN (0, 1));
ALTER TABLE reservations ADD COLUMN refunded_cents INTEGER NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0);
UPDATE reservations SET committed = 1
WHERE released = 0 AND (
    EXISTS (
        SELECT 1 FROM orders WHERE orders.home_id = reservations.home_id AND orders.order_id = reservations.subject_id
        AND orders.status IN ('delivered', 'accepted')
    )
    OR EXISTS (
        SELECT 1 FROM payments
        WHERE payments.home_id = reservations.home_id AND payments.payment_id = reservations.subject_id
        AND payments.status = 'paid'
    )
);

-- Each refund counts once, however often it is told (P12).
CREATE TABLE budget_refunds (
    home_id TEXT NOT NULL,
    mandate_id TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    refund_id TEXT NOT NULL,
    refunded_at TEXT NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (home_id, mandate_id, subject_id, refund_id)
) STRICT, WITHOUT ROWID;
