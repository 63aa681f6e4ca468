-- What is asked of a household. A charge is what one event adds (a delivery, a correction, a return); a bundle is what
-- is asked together. Charges are kept in the order of their bundles, so that adding up reads each once, in order.
CREATE TABLE charges (
    home_id TEXT NOT NULL,
    retailer_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    period TEXT NOT NULL,
    charge_id TEXT NOT NULL,
    category TEXT NOT NULL,
    order_id TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (home_id, retailer_id, person_id, period, charge_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX charges_by_order ON charges (home_id, order_id);

-- outcome: NULL while it is open; closed (added up, still to be judged), asked, paid_out, even or carried. Closed for
-- good: what comes later goes into another bundle. due_at is NULL until a `safety` person accepted her goods (P9).
CREATE TABLE bundles (
    home_id TEXT NOT NULL,
    retailer_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    period TEXT NOT NULL,
    category TEXT NOT NULL,
    currency TEXT NOT NULL,
    due_at TEXT,
    outcome TEXT,
    cents INTEGER,
    order_ids TEXT,
    credit_since TEXT,
    payment_id TEXT,
    PRIMARY KEY (home_id, retailer_id, person_id, period)
) STRICT, WITHOUT ROWID;
CREATE INDEX bundles_open ON bundles (home_id, due_at) WHERE outcome IS NULL;
CREATE INDEX bundles_to_judge ON bundles (home_id, due_at) WHERE outcome = 'closed';

CREATE TRIGGER charges_are_never_changed BEFORE UPDATE ON charges
BEGIN SELECT RAISE(ABORT, 'charges are append-only'); END;
CREATE TRIGGER charges_are_never_deleted BEFORE DELETE ON charges
BEGIN SELECT RAISE(ABORT, 'charges are append-only'); END;
CREATE TRIGGER bundles_are_never_deleted BEFORE DELETE ON bundles
BEGIN SELECT RAISE(ABORT, 'a bundle is closed, not deleted'); END;
CREATE TRIGGER bundles_are_never_opened_again BEFORE UPDATE ON bundles WHEN (OLD.outcome IS NOT NULL AND NEW.outcome IS NULL)
BEGIN SELECT RAISE(ABORT, 'a closed bundle stays closed'); END;

-- What a retailer gets for a period over all homes: one line for each payment that reached it, or went back.
CREATE TABLE payout_lines (
    home_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    retailer_id TEXT NOT NULL,
    period TEXT NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (home_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER payout_lines_are_never_changed BEFORE UPDATE ON payout_lines
BEGIN SELECT RAISE(ABORT, 'a payout is written once'); END;
CREATE TRIGGER payout_lines_are_never_deleted BEFORE DELETE ON payout_lines
BEGIN SELECT RAISE(ABORT, 'a payout is written once'); END;
