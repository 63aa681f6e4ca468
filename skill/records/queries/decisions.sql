-- name: add_decision(home_id, decision_id, decided_at, outcome, document)!
INSERT INTO decisions (home_id, decision_id, seq, decided_at, outcome, document)
VALUES (
    :home_id, :decision_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM decisions WHERE home_id = :home_id),
    :decided_at, :outcome, :document
)
ON CONFLICT (home_id, decision_id) DO NOTHING;

-- name: was_decided(home_id, decision_id)$
SELECT 1 FROM decisions WHERE home_id = :home_id AND decision_id = :decision_id;

-- name: latest_decisions(home_id, last)
SELECT document FROM decisions WHERE home_id = :home_id ORDER BY seq DESC LIMIT :last;
