-- name: add_errand(home_id, errand_key, kind, body, tries, queued_at)!
INSERT INTO errands (home_id, errand_key, seq, kind, body, tries, queued_at)
VALUES (
    :home_id, :errand_key, (SELECT COALESCE(MAX(seq), 0) + 1 FROM errands WHERE home_id = :home_id),
    :kind, :body, :tries, :queued_at
)
ON CONFLICT (home_id, errand_key) DO NOTHING;

-- name: queued_errands(home_id)
SELECT errand_key, kind, body, tries FROM errands WHERE home_id = :home_id AND done_at IS NULL ORDER BY seq;

-- name: errand_done(home_id, errand_key, done_at)!
UPDATE errands SET done_at = :done_at WHERE home_id = :home_id AND errand_key = :errand_key AND done_at IS NULL;

-- name: errand_failed(home_id, errand_key, error)!
UPDATE errands SET tries = tries + 1, last_error = :error
WHERE home_id = :home_id AND errand_key = :errand_key AND done_at IS NULL;
