-- name: agenda(home_id)
SELECT agenda_entry_id, person_id, kind, title, starts_at, ends_at FROM agenda_entries
WHERE home_id = :home_id ORDER BY seq;

-- name: keep_agenda_entry(home_id, agenda_entry_id, person_id, kind, title, starts_at, ends_at)!
INSERT INTO agenda_entries (home_id, agenda_entry_id, seq, person_id, kind, title, starts_at, ends_at)
VALUES (
    :home_id, :agenda_entry_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM agenda_entries WHERE home_id = :home_id),
    :person_id, :kind, :title, :starts_at, :ends_at
)
ON CONFLICT (home_id, agenda_entry_id) DO UPDATE SET
    person_id = excluded.person_id, kind = excluded.kind, title = excluded.title,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at;

-- name: remove_agenda_entry(home_id, agenda_entry_id)!
DELETE FROM agenda_entries WHERE home_id = :home_id AND agenda_entry_id = :agenda_entry_id;
