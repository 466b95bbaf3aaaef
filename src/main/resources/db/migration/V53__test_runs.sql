-- Stability test runs of bench units.

CREATE TABLE test_profiles (
    model   text NOT NULL,
    version integer NOT NULL,
    profile json NOT NULL,
    at      timestamptz NOT NULL,
    by      text NOT NULL,
    PRIMARY KEY (model, version)
);

CREATE TABLE test_runs (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device          text NOT NULL,
    model           text NOT NULL,
    lot             text,
    profile_version integer NOT NULL,
    profile         json NOT NULL,        -- as it was when the run began
    state           text NOT NULL CHECK (state IN ('RUNNING', 'PASSED', 'FAILED', 'ABORTED')),
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    verdict         json,
    decided_by      text,
    reason          text
);
CREATE UNIQUE INDEX test_runs_one_at_a_time ON test_runs (device) WHERE state = 'RUNNING';
