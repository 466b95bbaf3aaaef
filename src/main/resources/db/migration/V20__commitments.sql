-- Calendars, the commitments that run by them, and what was told of those that run out.

CREATE TABLE calendars (
    id         text NOT NULL,
    version    integer NOT NULL,
    body       json NOT NULL,
    file_hash  bytea,                     -- of the file it was imported from; null: changed over REST
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (id, version)
);

-- When the clocks of a subject stood still; what is promised later about it inherits that.
CREATE TABLE promise_pauses (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject   text NOT NULL,
    from_at   timestamptz NOT NULL,
    to_at     timestamptz,
    latest_at timestamptz NOT NULL,       -- ends by itself then
    reason    text NOT NULL,
    message   text,                       -- the message that asks the customer
    paused_by text NOT NULL
);
CREATE UNIQUE INDEX promise_pauses_open ON promise_pauses (subject) WHERE to_at IS NULL;
CREATE INDEX promise_pauses_subject ON promise_pauses (subject, from_at);
CREATE INDEX promise_pauses_latest ON promise_pauses (latest_at) WHERE to_at IS NULL;

CREATE TABLE commitments (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject          text NOT NULL,
    customer         text,
    kind             text NOT NULL,
    clause           text NOT NULL,
    measure          text,                -- null: a date agreed with the customer, or exempt
    amount           numeric,
    start_at         timestamptz NOT NULL,
    agreed_at        timestamptz,
    terms_version    text NOT NULL,
    snapshot         json NOT NULL,       -- the parameters as they were when the clock started
    ladder           json NOT NULL,
    calendar         text NOT NULL,
    calendar_version integer NOT NULL,
    pauses           json NOT NULL,
    is_paused        boolean NOT NULL DEFAULT false,
    stop_at          timestamptz,
    outcome          text NOT NULL,
    deadline         timestamptz,
    provisional      boolean NOT NULL DEFAULT false,
    level            integer NOT NULL DEFAULT 0,   -- the next step of the ladder
    next_at          timestamptz,                  -- and when it is due
    FOREIGN KEY (calendar, calendar_version) REFERENCES calendars,
    CHECK (outcome IN ('OPEN', 'KEPT', 'BREACHED', 'CANCELLED', 'EXEMPT'))
);
-- One clock of a kind at a time.
CREATE UNIQUE INDEX commitments_open ON commitments (subject, kind) WHERE outcome = 'OPEN';
CREATE INDEX commitments_subject ON commitments (subject, id);
CREATE INDEX commitments_deadline ON commitments (deadline) WHERE outcome = 'OPEN';
CREATE INDEX commitments_next ON commitments (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX commitments_calendar ON commitments (calendar, calendar_version) WHERE outcome = 'OPEN';
CREATE INDEX commitments_kind ON commitments (kind, id);

-- Each step of the ladder is taken once.
CREATE TABLE escalations (
    commitment bigint NOT NULL REFERENCES commitments,
    level      integer NOT NULL,
    due_at     timestamptz NOT NULL,
    fired_at   timestamptz NOT NULL,
    PRIMARY KEY (commitment, level)
);
