-- Metrics of devices of a rollout, before and after a wave opened, at the moments gates look at them.
CREATE TABLE rollout_looks (
    rollout  bigint NOT NULL REFERENCES rollouts,
    wave     integer NOT NULL,
    metric   text NOT NULL,
    look     integer NOT NULL,
    treated  jsonb NOT NULL,
    controls jsonb NOT NULL,
    PRIMARY KEY (rollout, wave, metric, look)
);
