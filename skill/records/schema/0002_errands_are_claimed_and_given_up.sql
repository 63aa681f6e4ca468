-- An errand is claimed by one worker at a time: until leased_until it is that worker's, and `claims` counts how often it
-- was taken, so that one whose lease ran out cannot speak for it any more. Of one subject (an order, a payment, an agenda
-- entry) the errands are run in the order in which they were queued. A dead letter is one that was given up: it has ended
-- (done_at) without its effect, and is shown until somebody queues it again or drops it.
ALTER TABLE errands ADD COLUMN subject_id TEXT NOT NULL DEFAULT '';
ALTER TABLE errands ADD COLUMN next_try_at TEXT NOT NULL DEFAULT '';
ALTER TABLE errands ADD COLUMN leased_until TEXT NOT NULL DEFAULT '';
ALTER TABLE errands ADD COLUMN claims INTEGER NOT NULL DEFAULT 0;
ALTER TABLE errands ADD COLUMN outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'done', 'given_up', 'dropped'));
UPDATE errands SET subject_id = errand_key, outcome = CASE WHEN done_at IS NULL THEN '' ELSE 'done' END;

CREATE INDEX errands_of_subject ON errands (home_id, subject_id, seq);
CREATE INDEX errands_due ON errands (next_try_at, home_id) WHERE done_at IS NULL;
CREATE INDEX errands_dead ON errands (home_id, seq) WHERE outcome = 'given_up';
