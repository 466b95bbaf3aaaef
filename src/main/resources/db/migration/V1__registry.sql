-- The journal (base): append-only, each entry hashed together with its predecessor's hash.

CREATE TABLE journal (
  seq           bigint PRIMARY KEY,
  at            timestamptz NOT NULL,
  actor         text NOT NULL,
  subject       text NOT NULL,
  type          text NOT NULL,
  data          json NOT NULL,          -- json, not jsonb: keeps the canonical text that was hashed
  previous_hash bytea NOT NULL,
  hash          bytea NOT NULL
);
CREATE INDEX journal_subject ON journal (subject, seq);

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % refused; a correction is a new entry', TG_OP;
END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON journal
  FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_is_not_truncated BEFORE TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

-- Appends one entry behind the last committed one; others that append wait for our commit, so the
-- sequence has no gaps. `entry` is the canonical JSON of the columns given beside it.
CREATE FUNCTION journal_append(
  at timestamptz, actor text, subject text, type text, data text, entry text)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last_seq  bigint;
  last_hash bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(4667201);
  SELECT j.seq, j.hash INTO last_seq, last_hash FROM journal j ORDER BY j.seq DESC LIMIT 1;
  IF last_seq IS NULL THEN
    last_seq := 0;
    last_hash := decode(repeat('00', 32), 'hex');
  END IF;
  INSERT INTO journal VALUES (last_seq + 1, at, actor, subject, type, data::json, last_hash,
    sha256(last_hash || convert_to('[' || (last_seq + 1) || ',' || entry || ']', 'UTF8')));
  RETURN last_seq + 1;
END $$;

-- The registry.

CREATE TABLE models (
  id         text NOT NULL,
  version    int NOT NULL,
  body       json NOT NULL,             -- as written in YAML or sent over REST
  file_hash  bytea,                     -- of the file it was imported from; null: saved over REST
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE customers (
  id   text PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE sites (
  id       text PRIMARY KEY,
  customer text REFERENCES customers,
  name     text NOT NULL,
  zone     text NOT NULL DEFAULT 'UTC'
);

CREATE TABLE devices (
  number            int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id                text NOT NULL UNIQUE,
  serial            text NOT NULL UNIQUE,
  model             text NOT NULL,
  name              text,
  customer          text REFERENCES customers,
  site              text REFERENCES sites,
  lot               text,
  via               text REFERENCES devices (id),
  hardware_revision text,
  attributes        jsonb NOT NULL DEFAULT '{}',
  registered_at     timestamptz NOT NULL,
  decommissioned_at timestamptz
);
CREATE INDEX devices_via ON devices (via) WHERE via IS NOT NULL;
CREATE INDEX devices_model ON devices (model, id);
CREATE INDEX devices_lot ON devices (lot, id) WHERE lot IS NOT NULL;

CREATE TABLE device_tokens (
  sha256  bytea PRIMARY KEY,            -- of the token; the token itself is shown once and not kept
  device  int NOT NULL REFERENCES devices,
  created timestamptz NOT NULL,
  expires timestamptz
);
CREATE INDEX device_tokens_device ON device_tokens (device);

-- What firmware a device reported over [from_at, to_at); the open interval is the current one.
CREATE TABLE device_firmware (
  device  int NOT NULL REFERENCES devices,
  version text NOT NULL,
  sha256  text,
  from_at timestamptz NOT NULL,
  to_at   timestamptz,
  PRIMARY KEY (device, from_at)
);
CREATE UNIQUE INDEX device_firmware_current ON device_firmware (device) WHERE to_at IS NULL;

CREATE TABLE device_presence (
  device  int PRIMARY KEY REFERENCES devices,
  online  boolean NOT NULL,
  since   timestamptz NOT NULL,
  boot_id text
);
