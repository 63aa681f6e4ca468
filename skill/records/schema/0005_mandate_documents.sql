-- Signed mandates: an open one for each state that a mandate was in, a closed one for each use of it.
CREATE TABLE mandate_documents (
    home_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('open', 'closed')),
    mandate_id TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    jws TEXT NOT NULL,
    PRIMARY KEY (home_id, document_id),
    UNIQUE (home_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX mandate_documents_of_mandates ON mandate_documents (home_id, mandate_id, kind, seq);
-- A use is documented once, however often it is tried (P12).
CREATE UNIQUE INDEX mandate_documents_of_uses ON mandate_documents (home_id, mandate_id, subject_id)
WHERE kind = 'closed';
