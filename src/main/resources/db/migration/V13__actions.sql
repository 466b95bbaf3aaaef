-- Who gets which release, one device at a time.

CREATE TABLE actions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device      integer NOT NULL REFERENCES devices,
    release     bigint NOT NULL REFERENCES releases,
    state       text NOT NULL,
    version     integer NOT NULL DEFAULT 1,
    forced      boolean NOT NULL DEFAULT true,
    progress    double precision,
    error       text,
    claimed     boolean NOT NULL DEFAULT false,
    seen        text NOT NULL DEFAULT 'NOTHING',
    boot_before text,
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    not_before  timestamptz,
    deadline    timestamptz
);

-- One update at a time.
CREATE UNIQUE INDEX actions_open ON actions (device)
    WHERE state NOT IN ('CONFIRMED', 'ROLLED_BACK', 'FAILED', 'CANCELED');
CREATE INDEX actions_of_device ON actions (device, id DESC);

-- What was heard about an action, oldest first.
CREATE TABLE action_reports (
    action    bigint NOT NULL REFERENCES actions,
    seq       integer NOT NULL,
    at        timestamptz NOT NULL,
    state     text NOT NULL,
    detail    text NOT NULL,
    of_device boolean NOT NULL,
    PRIMARY KEY (action, seq)
);

-- Devices whose updates need nobody's consent: who said so.
CREATE TABLE auto_consents (
    device    integer PRIMARY KEY REFERENCES devices,
    initiator text,
    remark    text,
    since     timestamptz NOT NULL
);

-- What devices say of themselves beside the firmware; wanted: they are to say it again.
CREATE TABLE device_attributes (
    device     integer PRIMARY KEY REFERENCES devices,
    attributes jsonb NOT NULL,
    wanted     boolean NOT NULL
);
