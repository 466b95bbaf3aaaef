-- The work to be done on devices: owned by dev.fieldcare.tickets.

CREATE TABLE tickets (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number         text NOT NULL UNIQUE,
  kind           text NOT NULL,
  state          text NOT NULL,
  is_open        boolean NOT NULL
                 GENERATED ALWAYS AS (state NOT IN ('CLOSED', 'CANCELLED', 'MERGED', 'CONVERTED')) STORED,
  device         text NOT NULL,
  model          text NOT NULL,
  customer       text,
  site           text,
  lot            text,
  symptom        text NOT NULL,
  severity       text NOT NULL,
  metric         text,
  opened_at      timestamptz NOT NULL,
  first_seen_at  timestamptz NOT NULL,
  last_seen_at   timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  ended_at       timestamptz,
  occurrences    int NOT NULL,
  active_alarms  int NOT NULL,
  because        text NOT NULL,
  because_key    text NOT NULL,
  because_args   jsonb NOT NULL,
  assignee       text,
  resolution     text,
  parent         text REFERENCES tickets (number),
  repeat_of      text REFERENCES tickets (number),
  facts          jsonb NOT NULL DEFAULT '{}',
  version        int NOT NULL DEFAULT 1
);

-- At most one open fault ticket per (device, symptom), whatever else goes wrong.
CREATE UNIQUE INDEX tickets_one_open ON tickets (device, symptom) WHERE is_open AND kind = 'fault';
CREATE INDEX tickets_of_device ON tickets (device, symptom, id DESC);
CREATE INDEX tickets_open ON tickets (id DESC) WHERE is_open;
CREATE INDEX tickets_siblings ON tickets (lot, symptom, id DESC) WHERE is_open AND lot IS NOT NULL;
CREATE INDEX tickets_children ON tickets (parent) WHERE parent IS NOT NULL;

-- The alarms a ticket was opened for or counted up by; the key makes hearing one twice harmless.
CREATE TABLE ticket_occurrences (
  key           text PRIMARY KEY,
  ticket        text NOT NULL REFERENCES tickets (number),
  device        text NOT NULL,
  severity      text NOT NULL,
  metric        text,
  active_since  timestamptz NOT NULL,
  last_seen     timestamptz NOT NULL,
  cleared_at    timestamptz,
  quiet_at      timestamptz,
  because       text NOT NULL,
  because_key   text NOT NULL,
  because_args  jsonb NOT NULL
);
CREATE INDEX ticket_occurrences_of_ticket ON ticket_occurrences (ticket, active_since DESC);

CREATE TABLE ticket_comments (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket  text NOT NULL REFERENCES tickets (number),
  at      timestamptz NOT NULL,
  author  text NOT NULL,
  body    text NOT NULL
);
CREATE INDEX ticket_comments_of_ticket ON ticket_comments (ticket, id DESC);

-- The last number given out per kind and year; the row is locked while a ticket is opened, so a
-- transaction that fails leaves no gap.
CREATE TABLE ticket_numbers (
  kind  text NOT NULL,
  year  int NOT NULL,
  last  int NOT NULL,
  PRIMARY KEY (kind, year)
);
