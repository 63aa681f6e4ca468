-- name: pantry(home_id, device_id)$
SELECT document FROM pantry WHERE home_id = :home_id AND device_id = :device_id;

-- name: add_reading(home_id, device_id, read_at, amount, judgement)!
INSERT INTO readings (home_id, device_id, read_at, amount, judgement)
VALUES (:home_id, :device_id, :read_at, :amount, :judgement)
ON CONFLICT (home_id, device_id, read_at, amount) DO NOTHING;

-- name: readings_since(home_id, device_id, since)
SELECT read_at, amount, judgement FROM readings
WHERE home_id = :home_id AND device_id = :device_id AND read_at >= :since
ORDER BY read_at, amount;

-- name: forget_readings(home_id, before)!
DELETE FROM readings WHERE home_id = :home_id AND read_at < :before;

-- name: note_strange(home_id, source, why, last_at)!
INSERT INTO strange_messages (home_id, source, why, times, last_at) VALUES (:home_id, :source, :why, 1, :last_at)
ON CONFLICT (home_id, source, why) DO UPDATE SET
    times = strange_messages.times + 1, last_at = excluded.last_at;

-- name: strange_messages(home_id)
SELECT source, why, times, last_at FROM strange_messages WHERE home_id = :home_id ORDER BY last_at DESC, source, why;

-- name: keep_pantry(home_id, device_id, document)!
INSERT INTO pantry (home_id, device_id, document) VALUES (:home_id, :device_id, :document)
ON CONFLICT (home_id, device_id) DO UPDATE SET document = excluded.document;
