-- What a household said its sensors are for; beside, and before, what its home file declares.
CREATE TABLE mapped_devices (
    home_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    measures TEXT NOT NULL,
    low_below INTEGER NOT NULL,
    holds INTEGER NOT NULL,
    learns INTEGER NOT NULL,
    mapped_at TEXT NOT NULL,
    PRIMARY KEY (home_id, device_id)
) STRICT, WITHOUT ROWID;

-- What a device that nobody mapped measures, and the most it told: enough to map it later.
ALTER TABLE strange_messages ADD COLUMN measures TEXT;
ALTER TABLE strange_messages ADD COLUMN most INTEGER;
