-- Updates that are only downloaded, or installed in recurring windows; since when a claim waits for its proof.

ALTER TABLE actions
    ADD COLUMN download_only   boolean NOT NULL DEFAULT false,
    ADD COLUMN claimed_at      timestamptz,
    ADD COLUMN window_schedule text,
    ADD COLUMN window_seconds  integer,
    ADD COLUMN window_zone     text;

UPDATE actions SET claimed_at = changed_at WHERE claimed;

-- What was delivered is over, too.
DROP INDEX actions_open;
CREATE UNIQUE INDEX actions_open ON actions (device)
    WHERE state NOT IN ('DELIVERED', 'CONFIRMED', 'ROLLED_BACK', 'FAILED', 'CANCELED');
