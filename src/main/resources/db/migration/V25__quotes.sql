-- What repairs cost, and what customers signed. Owned by dev.fieldcare.tickets.

CREATE TABLE quotes (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket      text NOT NULL REFERENCES tickets (number),
  version     int NOT NULL,
  purpose     text NOT NULL,
  state       text NOT NULL,
  scope       text NOT NULL,
  lines       jsonb NOT NULL,
  currency    text NOT NULL,
  document    text NOT NULL,             -- canonical JSON, the very text that was hashed
  hash        text NOT NULL,
  created_at  timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  signoff     bigint,
  UNIQUE (ticket, version)
);
-- One accepted offer for a repair at a time; supplements stand beside it.
CREATE UNIQUE INDEX quotes_one_accepted ON quotes (ticket, scope)
  WHERE state = 'ACCEPTED' AND purpose = 'REPAIR';
CREATE INDEX quotes_to_expire ON quotes (valid_until) WHERE state = 'ISSUED';

-- What a trip really cost, by its receipts.
CREATE TABLE quote_receipts (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  quote  bigint NOT NULL REFERENCES quotes,
  line   int NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  proof  text NOT NULL,
  at     timestamptz NOT NULL,
  author text NOT NULL,
  UNIQUE (quote, line, proof)
);

CREATE TABLE service_reports (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket   text NOT NULL REFERENCES tickets (number),
  version  int NOT NULL,
  document text NOT NULL,
  hash     text NOT NULL,
  at       timestamptz NOT NULL,
  UNIQUE (ticket, version)
);

-- A customer's answer to a document; never changed.
CREATE TABLE signoffs (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket   text NOT NULL REFERENCES tickets (number),
  subject  text NOT NULL,
  hash     text NOT NULL,
  agreed   boolean NOT NULL,
  signer   text NOT NULL,
  account  text NOT NULL,
  method   text NOT NULL,
  at       timestamptz NOT NULL,
  evidence jsonb NOT NULL
);
CREATE INDEX signoffs_of_subject ON signoffs (subject, id DESC);
CREATE INDEX signoffs_of_ticket ON signoffs (ticket, id DESC);
CREATE FUNCTION signoffs_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a sign-off is never changed: % refused', TG_OP;
END $$;
CREATE TRIGGER signoffs_are_kept BEFORE UPDATE OR DELETE ON signoffs
  FOR EACH ROW EXECUTE FUNCTION signoffs_refuse();

-- One-time codes: only their hashes; a new one replaces the one before.
CREATE TABLE signoff_codes (
  subject text PRIMARY KEY,
  hash    text NOT NULL,                 -- of the document the code is for
  salt    bytea NOT NULL,
  code    bytea NOT NULL,
  sent_to text NOT NULL,
  expires timestamptz NOT NULL,
  tries   int NOT NULL
);
