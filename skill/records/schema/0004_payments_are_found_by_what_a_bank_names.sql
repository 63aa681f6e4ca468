-- A bank's answer names a payment by its end-to-end id and knows no homes; ids of payments are unique over all of them.
CREATE INDEX payments_by_id ON payments (payment_id);
