-- Faults, questions and problems; what people and customers say about them. Owned by dev.fieldcare.tickets.

ALTER TABLE tickets
  ALTER COLUMN symptom DROP NOT NULL,
  DROP CONSTRAINT tickets_about_something,
  ADD COLUMN title text,
  ADD COLUMN channel text NOT NULL DEFAULT 'telemetry',
  ADD COLUMN contact jsonb,
  ADD COLUMN intake_at timestamptz,         -- where promises start; NULL: when it was opened
  ADD COLUMN entitled_at_intake jsonb,      -- what was covered when it was opened,
  ADD COLUMN entitled jsonb,                -- and for the diagnosis
  ADD CONSTRAINT tickets_about_something CHECK (
    CASE kind
      WHEN 'fault' THEN symptom IS NOT NULL AND (device IS NOT NULL OR cause_type IS NOT NULL)
      WHEN 'problem' THEN cause_type IS NOT NULL
      ELSE title IS NOT NULL
    END);

-- At most one open problem per (cause, symptom).
CREATE UNIQUE INDEX tickets_one_open_problem
  ON tickets (cause_type, cause_id, (coalesce(symptom, ''))) WHERE is_open AND kind = 'problem';
CREATE INDEX tickets_of_customer ON tickets (customer, id DESC) WHERE customer IS NOT NULL;

-- One thread per ticket, whichever way people continue it; comments are its notes.
CREATE TABLE ticket_messages (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket       text NOT NULL REFERENCES tickets (number),
  at           timestamptz NOT NULL,
  channel      text NOT NULL,
  direction    text NOT NULL CHECK (direction IN ('in', 'out', 'note')),
  author_kind  text NOT NULL CHECK (author_kind IN ('HUMAN', 'SYSTEM', 'CUSTOMER')),
  author       text NOT NULL,
  body         text NOT NULL,
  guidance     boolean NOT NULL DEFAULT false,
  solution     boolean NOT NULL DEFAULT false,
  asks         boolean NOT NULL DEFAULT false,
  external_id  text
);
CREATE INDEX ticket_messages_of_ticket ON ticket_messages (ticket, id DESC);
-- What comes in twice by the same way is one message.
CREATE UNIQUE INDEX ticket_messages_once ON ticket_messages (channel, external_id)
  WHERE external_id IS NOT NULL;

INSERT INTO ticket_messages (ticket, at, channel, direction, author_kind, author, body)
SELECT ticket, at, CASE WHEN author = 'system' THEN 'system' ELSE 'portal' END, 'note',
  CASE WHEN author = 'system' THEN 'SYSTEM' ELSE 'HUMAN' END, author, body
FROM ticket_comments ORDER BY id;
DROP TABLE ticket_comments;
