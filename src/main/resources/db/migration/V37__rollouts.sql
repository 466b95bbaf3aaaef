-- One release to many devices, wave after wave.

CREATE TABLE rollouts (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL,
    model       text NOT NULL,
    release     bigint NOT NULL REFERENCES releases,
    filter      text NOT NULL,
    plan        jsonb NOT NULL,
    state       text NOT NULL,
    version     integer NOT NULL DEFAULT 1,
    because     text NOT NULL DEFAULT '',        -- why it stands as it does
    wave        integer NOT NULL DEFAULT -1,     -- the newest opened; -1: none
    wave_since  timestamptz,
    size        bigint NOT NULL DEFAULT 0,       -- members, those held back included
    paid_until  timestamptz,                     -- up to when its rate of offers is used up
    cursors     jsonb NOT NULL DEFAULT '{}',     -- up to where what happens in the field was read
    verdict     jsonb,                           -- the newest of its gates
    problem     text,                            -- the ticket about its release
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL,
    approved_by text,
    approved_at timestamptz,
    started_at  timestamptz,
    ended_at    timestamptz,
    changed_at  timestamptz NOT NULL
);
CREATE INDEX rollouts_by_state ON rollouts (state, id);
CREATE INDEX rollouts_of_release ON rollouts (release, id);

-- Whom devices of a rollout are like: waves are drawn within each.
CREATE TABLE rollout_strata (
    rollout           bigint NOT NULL REFERENCES rollouts,
    stratum           integer NOT NULL,
    name              text NOT NULL,
    size              bigint NOT NULL,
    PRIMARY KEY (rollout, stratum)
);

-- Who is in it. Those held back have wave -1; whoever did not draw lots is not counted by the gates.
CREATE TABLE rollout_members (
    rollout    bigint NOT NULL,
    device     integer NOT NULL,
    stratum    integer NOT NULL,
    wave       integer NOT NULL,
    drawn      boolean NOT NULL,
    revision   text,                             -- of its hardware, when it was drawn
    rank       bigint NOT NULL,
    state      text NOT NULL,
    tries      integer NOT NULL DEFAULT 0,
    due_at     timestamptz NOT NULL DEFAULT '-infinity',
    action     bigint,
    reason     text,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (rollout, device)
);
CREATE INDEX rollout_members_due ON rollout_members (rollout, wave, due_at, rank) WHERE state = 'PENDING';
CREATE INDEX rollout_members_state ON rollout_members (rollout, state, device);

-- How many are in which state; kept by whoever holds the rollout's row.
CREATE TABLE rollout_counts (
    rollout bigint NOT NULL,
    wave    integer NOT NULL,
    state   text NOT NULL,
    n       bigint NOT NULL,
    PRIMARY KEY (rollout, wave, state)
);

-- Each wave that was opened; the one behind the last is those held back.
CREATE TABLE rollout_waves (
    rollout       bigint NOT NULL REFERENCES rollouts,
    wave          integer NOT NULL,
    opened_at     timestamptz NOT NULL,
    members       bigint NOT NULL,
    updated       bigint NOT NULL DEFAULT 0,           -- that were seen to run the release
    updated_epoch double precision NOT NULL DEFAULT 0, -- the sum of when, in seconds
    PRIMARY KEY (rollout, wave)
);

-- What became of the updates it gave, until the rollout takes note.
CREATE TABLE rollout_changes (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rollout bigint NOT NULL,
    device  integer NOT NULL,
    action  bigint NOT NULL,
    release bigint NOT NULL,
    state   text NOT NULL,
    error   text
);
CREATE INDEX rollout_changes_of ON rollout_changes (rollout, id);

-- The first time something happened to a member since a wave opened: what the gates count.
CREATE TABLE rollout_events (
    rollout bigint NOT NULL,
    trial   integer NOT NULL,                    -- the wave
    kind    text NOT NULL,
    device  integer NOT NULL,
    at      timestamptz NOT NULL,
    before  boolean NOT NULL,                    -- it happened in as long a time before the wave opened
    PRIMARY KEY (rollout, trial, kind, before, device)
);

-- What the gates have counted so far.
CREATE TABLE rollout_trials (
    rollout bigint NOT NULL,
    trial   integer NOT NULL,
    kind    text NOT NULL,
    split   text NOT NULL,
    counted jsonb NOT NULL,
    PRIMARY KEY (rollout, trial, kind, split)
);

-- Each change of the gates' mind.
CREATE TABLE rollout_verdicts (
    rollout bigint NOT NULL REFERENCES rollouts,
    seq     integer NOT NULL,
    at      timestamptz NOT NULL,
    wave    integer NOT NULL,
    verdict text NOT NULL,
    body    jsonb NOT NULL,
    PRIMARY KEY (rollout, seq)
);

ALTER TABLE actions
    ADD COLUMN rollout  bigint REFERENCES rollouts,
    ADD COLUMN priority integer NOT NULL DEFAULT 100,
    ADD COLUMN window_offset_seconds integer NOT NULL DEFAULT 0;
CREATE INDEX actions_of_rollout ON actions (rollout, id) WHERE rollout IS NOT NULL;
