-- A notification ends, with its reason, when it is no longer true; word of it is sent to the home once (`announced_at`)
-- and stands there (`lit`) until it waits no more.
ALTER TABLE notifications ADD COLUMN announced_at TEXT;
ALTER TABLE notifications ADD COLUMN lit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notifications ADD COLUMN ended_at TEXT;
ALTER TABLE notifications ADD COLUMN because TEXT;

DROP INDEX notifications_unread;
CREATE INDEX notifications_waiting ON notifications (home_id, seq) WHERE read_at IS NULL AND ended_at IS NULL;
CREATE INDEX notifications_lit ON notifications (home_id, seq) WHERE lit = 1;
