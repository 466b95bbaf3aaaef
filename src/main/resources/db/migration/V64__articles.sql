-- What was learnt: answers to questions and remedies of faults, for the next one who asks. Owned by dev.fieldcare.tickets.

CREATE TABLE articles (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state         text        NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'WITHDRAWN')),
  symptom       text,                          -- as tickets spell it; null: of no one symptom
  model         text,                          -- null: of every model
  firmware_from text,                          -- from this version on; null: from the first
  firmware_to   text,                          -- up to this version; null: up to the last
  title_en      text        NOT NULL,
  title_zh      text        NOT NULL,
  body_en       text        NOT NULL,
  body_zh       text        NOT NULL,
  for_customers boolean     NOT NULL,
  source        text,                          -- the number of the ticket it was learnt from
  version       integer     NOT NULL,
  changed_by    text        NOT NULL,
  changed_at    timestamptz NOT NULL
);

CREATE INDEX articles_of_symptom ON articles (symptom) WHERE state = 'PUBLISHED';
CREATE UNIQUE INDEX articles_of_source ON articles (source) WHERE source IS NOT NULL;

-- What each version said; nothing is overwritten.
CREATE TABLE article_versions (
  article bigint      NOT NULL REFERENCES articles (id),
  version integer     NOT NULL,
  content jsonb       NOT NULL,
  by_whom text        NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (article, version)
);
