-- Every table's key begins with home_id, so that a home's rows lie together and PostgreSQL can distribute by it.
-- Money is integer cents and a currency; times are UTC in ISO 8601 with microseconds, so that they sort as text.
-- `seq` is the order in which rows were added to a home; `document` is a value written by codec.py.

CREATE TABLE homes (
    home_id TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (home_id)
) STRICT;

CREATE TABLE answers (
    home_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (home_id, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    home_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (home_id, conversation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE baskets (
    home_id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (home_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mandates (
    home_id TEXT NOT NULL,
    mandate_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (home_id, mandate_id),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;

-- Amounts set aside under a mandate: one a subject (an order or a payment), released when that is called off (P6).
CREATE TABLE reservations (
    home_id TEXT NOT NULL,
    mandate_id TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    reserved_at TEXT NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    released INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
    PRIMARY KEY (home_id, mandate_id, subject_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reservations_by_time ON reservations (home_id, mandate_id, reserved_at);
CREATE INDEX reservations_by_subject ON reservations (home_id, subject_id);

CREATE TABLE orders (
    home_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    retailer_id TEXT NOT NULL,
    category TEXT NOT NULL,
    status TEXT NOT NULL,
    placed_at TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (home_id, order_id),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE payments (
    home_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    retailer_id TEXT NOT NULL,
    period TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (home_id, payment_id),
    UNIQUE (home_id, seq),
    UNIQUE (home_id, retailer_id, period, person_id) -- a re-run of the settlement asks nothing twice (P12)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    home_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    posted_at TEXT NOT NULL,
    memo TEXT NOT NULL,
    PRIMARY KEY (home_id, entry_id),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE postings (
    home_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    account TEXT NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (home_id, entry_id, position),
    FOREIGN KEY (home_id, entry_id) REFERENCES entries (home_id, entry_id)
) STRICT, WITHOUT ROWID;

-- The books are append-only: a correction is a reversing entry (M1).
CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
CREATE TRIGGER postings_are_never_changed BEFORE UPDATE ON postings
BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
CREATE TRIGGER postings_are_never_deleted BEFORE DELETE ON postings
BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;

CREATE TABLE notifications (
    home_id TEXT NOT NULL,
    notification_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at TEXT NOT NULL,
    read_at TEXT,
    PRIMARY KEY (home_id, notification_id),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX notifications_unread ON notifications (home_id, seq) WHERE read_at IS NULL;

CREATE TABLE decisions (
    home_id TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    decided_at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (home_id, decision_id),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE agenda_entries (
    home_id TEXT NOT NULL,
    agenda_entry_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    PRIMARY KEY (home_id, agenda_entry_id),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE pantry (
    home_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (home_id, device_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE preferred_brands (
    home_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    brand TEXT NOT NULL,
    PRIMARY KEY (home_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE pins (
    home_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    wrong INTEGER NOT NULL,
    locked_until TEXT,
    PRIMARY KEY (home_id, person_id),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;

-- What must be done outside. A key that was ever queued stays, so that nothing is done twice (P4, P12).
CREATE TABLE errands (
    home_id TEXT NOT NULL,
    errand_key TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    queued_at TEXT NOT NULL,
    done_at TEXT,
    last_error TEXT,
    PRIMARY KEY (home_id, errand_key),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX errands_queued ON errands (home_id, seq) WHERE done_at IS NULL;
