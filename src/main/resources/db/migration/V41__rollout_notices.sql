-- What each customer was told of a rollout to devices of theirs, and what they answered.

CREATE TABLE rollout_notices (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rollout     bigint NOT NULL REFERENCES rollouts,
    customer    text NOT NULL,
    devices     bigint NOT NULL,                 -- of theirs, when it was made
    made_at     timestamptz NOT NULL,
    commitment  bigint,                          -- that they are told in time
    sent_at     timestamptz,                     -- null: nobody was reached
    read_at     timestamptz,
    answer      text CHECK (answer IN ('ACCEPTED', 'LATER', 'DECLINED')),
    until_at    timestamptz,                     -- not before; of LATER
    reason      text,
    answered_by text,
    answered_at timestamptz,
    UNIQUE (rollout, customer)
);
CREATE INDEX rollout_notices_of_customer ON rollout_notices (customer, id);
CREATE INDEX rollout_notices_unsent ON rollout_notices (rollout) WHERE sent_at IS NULL;
CREATE INDEX rollout_notices_refusing ON rollout_notices (rollout) WHERE answer IN ('LATER', 'DECLINED');
