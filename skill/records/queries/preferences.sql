-- name: preferences(home_id)
SELECT person_id, about, subject, value, since FROM preferences
WHERE home_id = :home_id ORDER BY person_id, about, subject;

-- name: keep_preference(home_id, person_id, about, subject, value, since)!
INSERT INTO preferences (home_id, person_id, about, subject, value, since)
VALUES (:home_id, :person_id, :about, :subject, :value, :since)
ON CONFLICT (home_id, person_id, about, subject) DO UPDATE SET value = excluded.value, since = excluded.since;

-- name: erase_preference(home_id, person_id, about, subject)!
DELETE FROM preferences
WHERE home_id = :home_id AND person_id = :person_id AND about = :about AND subject = :subject;
