-- name: notifications(home_id)
SELECT notification_id, person_id, kind, subject, created_at, read_at, announced_at, lit, ended_at, because
FROM notifications WHERE home_id = :home_id ORDER BY seq;

-- name: unread_notifications(home_id)
SELECT notification_id, person_id, kind, subject, created_at, read_at, announced_at, lit, ended_at, because
FROM notifications WHERE home_id = :home_id AND read_at IS NULL AND ended_at IS NULL ORDER BY seq;

-- name: lit_notifications(home_id)
SELECT notification_id, person_id, kind, subject, created_at, read_at, announced_at, lit, ended_at, because
FROM notifications WHERE home_id = :home_id AND lit = 1 ORDER BY seq;

-- name: keep_notification(home_id, notification_id, person_id, kind, subject, created_at, read_at, announced_at, lit, ended_at, because)!
INSERT INTO notifications (
    home_id, notification_id, seq, person_id, kind, subject, created_at, read_at, announced_at, lit, ended_at, because
)
VALUES (
    :home_id, :notification_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM notifications WHERE home_id = :home_id),
    :person_id, :kind, :subject, :created_at, :read_at, :announced_at, :lit, :ended_at, :because
)
ON CONFLICT (home_id, notification_id) DO UPDATE SET
    person_id = excluded.person_id, kind = excluded.kind, subject = excluded.subject,
    created_at = excluded.created_at, read_at = excluded.read_at, announced_at = excluded.announced_at,
    lit = excluded.lit, ended_at = excluded.ended_at, because = excluded.because;
