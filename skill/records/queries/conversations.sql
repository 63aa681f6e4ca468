-- name: answer_to(home_id, request_id)$
SELECT document FROM answers WHERE home_id = :home_id AND request_id = :request_id;

-- name: keep_answer(home_id, request_id, answered_at, document)!
-- The first answer to a request stands (P4).
INSERT INTO answers (home_id, request_id, answered_at, document)
VALUES (:home_id, :request_id, :answered_at, :document)
ON CONFLICT (home_id, request_id) DO NOTHING;

-- name: conversation(home_id, conversation_id)$
SELECT document FROM conversations WHERE home_id = :home_id AND conversation_id = :conversation_id;

-- name: keep_conversation(home_id, conversation_id, held_at, document)!
INSERT INTO conversations (home_id, conversation_id, held_at, document)
VALUES (:home_id, :conversation_id, :held_at, :document)
ON CONFLICT (home_id, conversation_id) DO UPDATE SET held_at = excluded.held_at, document = excluded.document;

-- name: forget_answers(home_id, answered_before)!
DELETE FROM answers WHERE home_id = :home_id AND answered_at < :answered_before;

-- name: forget_conversations(home_id, held_before)!
DELETE FROM conversations WHERE home_id = :home_id AND held_at < :held_before;

-- name: basket(home_id)$
SELECT document FROM baskets WHERE home_id = :home_id;

-- name: keep_basket(home_id, document)!
INSERT INTO baskets (home_id, document) VALUES (:home_id, :document)
ON CONFLICT (home_id) DO UPDATE SET document = excluded.document;
