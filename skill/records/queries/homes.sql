-- name: homes()
SELECT home_id FROM homes ORDER BY added_at, home_id;

-- name: add_home(home_id, added_at)!
INSERT INTO homes (home_id, added_at) VALUES (:home_id, :added_at)
ON CONFLICT (home_id) DO NOTHING;
