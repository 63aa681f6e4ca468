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

-- name: forget_readings_of(home_id, device_id, before)!
DELETE FROM readings WHERE home_id = :home_id AND device_id = :device_id AND read_at < :before;

-- name: note_strange(home_id, source, why, times, last_at, measures, most)!
INSERT INTO strange_messages (home_id, source, why, times, last_at, measures, most)
VALUES (:home_id, :source, :why, :times, :last_at, :measures, :most)
ON CONFLICT (home_id, source, why) DO UPDATE SET
    times = strange_messages.times + excluded.times,
    last_at = excluded.last_at,
    most = CASE
        WHEN excluded.measures IS NULL OR (excluded.measures = strange_messages.measures
            AND excluded.most <= strange_messages.most) THEN strange_messages.most
        ELSE excluded.most END,
    measures = coalesce(excluded.measures, strange_messages.measures);

-- name: forget_strange(home_id, most_rows)
DELETE FROM strange_messages WHERE home_id = :home_id AND (source, why) IN (
    SELECT source, why FROM (
        SELECT source, why, row_number() OVER (ORDER BY last_at DESC, source, why) AS place
        FROM strange_messages WHERE home_id = :home_id AND why <> 'forgotten'
    ) AS latest WHERE place > :most_rows
) RETURNING times;

-- name: strange_messages(home_id)
SELECT source, why, times, last_at, measures, most FROM strange_messages
WHERE home_id = :home_id ORDER BY last_at DESC, source, why;

-- name: unmapped_devices(home_id, most_rows)
SELECT source, measures, most, last_at FROM strange_messages
WHERE home_id = :home_id AND why = 'unknown' AND measures IS NOT NULL
ORDER BY last_at DESC, source LIMIT :most_rows;

-- name: mapped_devices(home_id)
SELECT device_id, kind, measures, low_below, holds, learns FROM mapped_devices
WHERE home_id = :home_id ORDER BY mapped_at, device_id;

-- name: keep_mapped_device(home_id, device_id, kind, measures, low_below, holds, learns, mapped_at)!
INSERT INTO mapped_devices (home_id, device_id, kind, measures, low_below, holds, learns, mapped_at)
VALUES (:home_id, :device_id, :kind, :measures, :low_below, :holds, :learns, :mapped_at)
ON CONFLICT (home_id, device_id) DO UPDATE SET
    kind = excluded.kind, measures = excluded.measures, low_below = excluded.low_below, holds = excluded.holds,
    learns = excluded.learns, mapped_at = excluded.mapped_at;

-- name: remove_mapped_device(home_id, device_id)!
DELETE FROM mapped_devices WHERE home_id = :home_id AND device_id = :device_id;

-- name: keep_pantry(home_id, device_id, document)!
INSERT INTO pantry (home_id, device_id, document) VALUES (:home_id, :device_id, :document)
ON CONFLICT (home_id, device_id) DO UPDATE SET document = excluded.document;
