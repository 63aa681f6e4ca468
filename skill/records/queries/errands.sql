-- name: add_errand(home_id, errand_key, kind, subject_id, body, tries, queued_at)!
INSERT INTO errands (home_id, errand_key, seq, kind, subject_id, body, tries, queued_at, next_try_at)
VALUES (
    :home_id, :errand_key, (SELECT COALESCE(MAX(seq), 0) + 1 FROM errands WHERE home_id = :home_id),
    :kind, :subject_id, :body, :tries, :queued_at, :queued_at
)
ON CONFLICT (home_id, errand_key) DO NOTHING;

-- name: queued_errands(home_id)
SELECT errand_key, kind, body, tries, claims FROM errands WHERE home_id = :home_id AND done_at IS NULL ORDER BY seq;

-- name: claimable_errand(home_id, now, queued_since)^
-- The oldest that is due, that nobody holds, and that has no older one of its subject before it.
SELECT errand_key, kind, body, tries, claims FROM errands AS mine
WHERE home_id = :home_id AND done_at IS NULL AND queued_at >= :queued_since
    AND next_try_at <= :now AND leased_until <= :now
    AND NOT EXISTS (
        SELECT 1 FROM errands AS older
        WHERE older.home_id = :home_id AND older.subject_id = mine.subject_id AND older.seq < mine.seq
            AND older.done_at IS NULL
    )
ORDER BY seq LIMIT 1;

-- name: lease_errand(home_id, errand_key, leased_until)!
UPDATE errands SET leased_until = :leased_until, claims = claims + 1
WHERE home_id = :home_id AND errand_key = :errand_key AND done_at IS NULL;

-- name: errand_done(home_id, errand_key, done_at)!
UPDATE errands SET done_at = :done_at, outcome = 'done'
WHERE home_id = :home_id AND errand_key = :errand_key AND done_at IS NULL;

-- name: errand_failed(home_id, errand_key, claims, error, next_try_at)!
UPDATE errands SET tries = tries + 1, last_error = :error, next_try_at = :next_try_at, leased_until = ''
WHERE home_id = :home_id AND errand_key = :errand_key AND claims = :claims AND done_at IS NULL;

-- name: errand_given_up(home_id, errand_key, claims, error, done_at)!
UPDATE errands SET tries = tries + 1, last_error = :error, done_at = :done_at, outcome = 'given_up'
WHERE home_id = :home_id AND errand_key = :errand_key AND claims = :claims AND done_at IS NULL;

-- name: dead_errands(home_id)
SELECT errand_key, kind, body, tries, claims, last_error, queued_at, done_at FROM errands
WHERE home_id = :home_id AND outcome = 'given_up' ORDER BY seq;

-- name: requeue_errand(home_id, errand_key, next_try_at)!
UPDATE errands SET outcome = '', done_at = NULL, tries = 0, next_try_at = :next_try_at, leased_until = ''
WHERE home_id = :home_id AND errand_key = :errand_key AND outcome = 'given_up';

-- name: drop_errand(home_id, errand_key)!
UPDATE errands SET outcome = 'dropped'
WHERE home_id = :home_id AND errand_key = :errand_key AND outcome = 'given_up';

-- name: errands_done_for(home_id, subject_id)
SELECT errand_key, kind, body, tries, claims FROM errands
WHERE home_id = :home_id AND subject_id = :subject_id AND outcome = 'done' ORDER BY seq;

-- name: homes_with_errands(now, most)
-- For workers, which alone look over all homes: whose errands wait longest comes first.
SELECT home_id FROM errands AS mine
WHERE done_at IS NULL AND next_try_at <= :now AND leased_until <= :now
    AND NOT EXISTS (
        SELECT 1 FROM errands AS older
        WHERE older.home_id = mine.home_id AND older.subject_id = mine.subject_id AND older.seq < mine.seq
            AND older.done_at IS NULL
    )
GROUP BY home_id ORDER BY MIN(next_try_at) LIMIT :most;

-- name: homes_with_dead_errands()
SELECT DISTINCT home_id FROM errands WHERE outcome = 'given_up' ORDER BY home_id;
