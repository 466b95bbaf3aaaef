-- How devices come by certificates.

-- One-time passwords; of the open ones a device has at most one.
CREATE TABLE enrolments (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device     integer NOT NULL REFERENCES devices,
    hash       bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE UNIQUE INDEX enrolments_open ON enrolments (device) WHERE used_at IS NULL;

CREATE TABLE device_certificates (
    serial          text PRIMARY KEY,
    device          integer NOT NULL REFERENCES devices,
    certificate     bytea NOT NULL,
    issued_at       timestamptz NOT NULL,
    not_after       timestamptz NOT NULL,
    revoked_at      timestamptz,
    revoked_because text
);
CREATE INDEX device_certificates_of_device ON device_certificates (device, issued_at DESC);
