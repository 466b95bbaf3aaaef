-- Several tickets with one cause: a parent ticket is about the cause and about no device.

ALTER TABLE tickets
  ALTER COLUMN device DROP NOT NULL,
  ALTER COLUMN model DROP NOT NULL,
  ADD COLUMN cause_type text,
  ADD COLUMN cause_id text,
  ADD CONSTRAINT tickets_cause_is_whole CHECK ((cause_type IS NULL) = (cause_id IS NULL)),
  ADD CONSTRAINT tickets_about_something CHECK (device IS NOT NULL OR cause_type IS NOT NULL);

-- At most one open fault ticket per (cause, symptom), whatever else goes wrong.
CREATE UNIQUE INDEX tickets_one_open_cause ON tickets (cause_type, cause_id, symptom)
  WHERE is_open AND kind = 'fault';
CREATE INDEX tickets_by_opening ON tickets (opened_at);

-- How each device usually stands among its peers: owned by dev.fieldcare.stability.
CREATE TABLE peer_habits (
  device  int PRIMARY KEY REFERENCES devices,
  state   bytea NOT NULL
);
