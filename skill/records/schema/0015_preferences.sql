-- What each person would rather have; '' as the person is the whole home. A preference that is taken back is deleted.
CREATE TABLE preferences (
    home_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    about TEXT NOT NULL,
    subject TEXT NOT NULL,
    value TEXT NOT NULL,
    since TEXT,
    PRIMARY KEY (home_id, person_id, about, subject)
) STRICT, WITHOUT ROWID;

-- Brands were the whole home's, and nobody wrote down since when.
INSERT INTO preferences (home_id, person_id, about, subject, value)
SELECT home_id, '', 'brand', kind, brand FROM preferred_brands;

DROP TABLE preferred_brands;
