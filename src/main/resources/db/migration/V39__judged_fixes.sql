-- What became of what releases are said to fix. The release itself stays as it was published.
CREATE TABLE judged_fixes (
    release      bigint NOT NULL REFERENCES releases,
    symptom      text NOT NULL,
    holds        boolean NOT NULL,               -- shown in the field; false: withdrawn
    at           timestamptz NOT NULL,
    by           text NOT NULL,                  -- whose finding it is, such as rollout:7
    because      text NOT NULL,
    because_key  text NOT NULL,
    because_args jsonb NOT NULL,
    PRIMARY KEY (release, symptom)
);
