-- name: pantry(home_id, device_id)$
SELECT document FROM pantry WHERE home_id = :home_id AND device_id = :device_id;

-- name: keep_pantry(home_id, device_id, document)!
INSERT INTO pantry (home_id, device_id, document) VALUES (:home_id, :device_id, :document)
ON CONFLICT (home_id, device_id) DO UPDATE SET document = excluded.document;
