-- name: add_entry(home_id, entry_id, posted_at, memo)!
INSERT INTO entries (home_id, entry_id, seq, posted_at, memo)
VALUES (
    :home_id, :entry_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM entries WHERE home_id = :home_id), :posted_at, :memo
)
ON CONFLICT (home_id, entry_id) DO NOTHING;

-- name: add_posting(home_id, entry_id, position, account, cents, currency)!
INSERT INTO postings (home_id, entry_id, position, account, cents, currency)
VALUES (:home_id, :entry_id, :position, :account, :cents, :currency);

-- name: entries_with_postings(home_id)
SELECT e.entry_id, e.posted_at, e.memo, p.account, p.cents, p.currency
FROM entries AS e LEFT JOIN postings AS p ON p.home_id = e.home_id AND p.entry_id = e.entry_id
WHERE e.home_id = :home_id
ORDER BY e.seq, p.position;

-- name: delivery_entries(home_id, order_id)
-- What the delivery of an order and its corrections posted: a few rows by their ids, whatever else is in the books.
SELECT e.entry_id, e.posted_at, e.memo, p.account, p.cents, p.currency
FROM entries AS e LEFT JOIN postings AS p ON p.home_id = e.home_id AND p.entry_id = e.entry_id
WHERE e.home_id = :home_id AND (
    e.entry_id = 'delivered:' || :order_id
    OR (e.entry_id > 'corrected:' || :order_id || ':' AND e.entry_id < 'corrected:' || :order_id || ';')
)
ORDER BY e.seq, p.position;

-- name: ledger_imbalance(home_id)
-- Entries that do not sum to zero in a currency: always none (M1).
SELECT entry_id, currency, CAST(SUM(cents) AS BIGINT) FROM postings
WHERE home_id = :home_id
GROUP BY entry_id, currency HAVING SUM(cents) <> 0
ORDER BY entry_id, currency;
