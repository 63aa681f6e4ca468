-- A turn reads what can still matter, not all that ever was: these indexes find it.
CREATE INDEX orders_by_status ON orders (home_id, status, seq);
CREATE INDEX orders_by_time ON orders (home_id, placed_at, seq);

CREATE INDEX bundles_running ON bundles (home_id, outcome) WHERE outcome IS NULL;
CREATE INDEX payments_by_status ON payments (home_id, status, seq);

-- Answers and conversations have a life (usecases/forget.py); those from before this were held at an unknown time.
ALTER TABLE conversations ADD COLUMN held_at TEXT NOT NULL DEFAULT '';
CREATE INDEX conversations_by_time ON conversations (home_id, held_at);
CREATE INDEX answers_by_time ON answers (home_id, answered_at);
