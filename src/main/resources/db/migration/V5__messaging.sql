-- What is on its way out: owned by dev.fieldcare.messaging.

CREATE TABLE outbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery    uuid NOT NULL UNIQUE,
  channel     text NOT NULL,
  target      text NOT NULL,
  payload     json NOT NULL,
  attempts    int NOT NULL DEFAULT 0,
  next_at     timestamptz NOT NULL,
  state       text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
  last_error  text,
  created_at  timestamptz NOT NULL,
  settled_at  timestamptz
);
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state = 'pending';
CREATE INDEX outbox_of_target ON outbox (channel, target) WHERE state = 'pending';
CREATE INDEX outbox_by_state ON outbox (state, id DESC);

CREATE TABLE webhooks (
  id          text PRIMARY KEY,
  url         text NOT NULL,
  secret      text NOT NULL,
  events      text[] NOT NULL,
  active      boolean NOT NULL,
  created_at  timestamptz NOT NULL
);

-- How many mails went out since when; one row, locked by whoever adds to it.
CREATE TABLE mail_window (
  started_at  timestamptz NOT NULL,
  sent        int NOT NULL,
  digest_due  boolean NOT NULL
);
INSERT INTO mail_window VALUES ('epoch', 0, false);

-- One line for each mail that was too many; they go out together.
CREATE TABLE mail_held (
  id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  line  text NOT NULL
);
