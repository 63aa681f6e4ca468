-- Every reading once, with what it was judged to be; the same reading told twice is one (P10). What is older than a
-- household needs is forgotten (READINGS_KEPT).
CREATE TABLE readings (
    home_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    read_at TEXT NOT NULL,
    amount INTEGER NOT NULL,
    judgement TEXT NOT NULL,
    PRIMARY KEY (home_id, device_id, read_at, amount)
) STRICT, WITHOUT ROWID;

-- What a broker brought that is no reading of a known device: one row a sensor and cause, counted.
CREATE TABLE strange_messages (
    home_id TEXT NOT NULL,
    source TEXT NOT NULL,
    why TEXT NOT NULL,
    times INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (home_id, source, why)
) STRICT, WITHOUT ROWID;
