-- name: pins(home_id)
SELECT person_id, hash, wrong, locked_until FROM pins WHERE home_id = :home_id ORDER BY seq;

-- name: keep_pin(home_id, person_id, hash, wrong, locked_until)!
INSERT INTO pins (home_id, person_id, seq, hash, wrong, locked_until)
VALUES (
    :home_id, :person_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM pins WHERE home_id = :home_id),
    :hash, :wrong, :locked_until
)
ON CONFLICT (home_id, person_id) DO UPDATE SET
    hash = excluded.hash, wrong = excluded.wrong, locked_until = excluded.locked_until;
