-- Mail that came in: owned by dev.fieldcare.messaging.

-- How far a mailbox has been read; IMAP numbers its mails anew when uid_validity changes.
CREATE TABLE mailboxes (
  mailbox       text PRIMARY KEY,
  uid_validity  bigint NOT NULL,
  last_uid      bigint NOT NULL
);

-- One row for each mail, written in the transaction in which it takes effect.
CREATE TABLE letters (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mailbox      text NOT NULL,
  identity     text NOT NULL,          -- its Message-ID, or the hash of its bytes
  received_at  timestamptz NOT NULL,
  sender       text NOT NULL,
  subject      text NOT NULL,
  body         text NOT NULL,
  disposition  text NOT NULL CHECK (disposition IN ('handed', 'automatic', 'aside')),
  reason       text,                   -- why it is not handed on
  ticket       text,                   -- the one it went to
  raw          bytea,                  -- of one kept aside: its first bytes, for whoever looks into it
  UNIQUE (mailbox, identity)
);
CREATE INDEX letters_by_disposition ON letters (disposition, id DESC);
CREATE INDEX letters_of_sender ON letters (sender, received_at);

CREATE TABLE letter_attachments (
  letter   bigint NOT NULL REFERENCES letters ON DELETE CASCADE,
  number   int NOT NULL,
  name     text NOT NULL,
  type     text NOT NULL,
  content  bytea NOT NULL,
  PRIMARY KEY (letter, number)
);
