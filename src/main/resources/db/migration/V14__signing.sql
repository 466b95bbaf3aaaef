-- How an image gets here and how a release gets its signatures.

CREATE TABLE firmware_uploads (
    id         text PRIMARY KEY,
    filename   text NOT NULL,
    size       bigint NOT NULL CHECK (size >= 0),
    sha256     text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL
);

-- What is to be signed for a release: the next file of its model's role, exactly as it will be.
CREATE TABLE firmware_signings (
    release    bigint PRIMARY KEY REFERENCES releases,
    version    bigint NOT NULL,
    metadata   text NOT NULL,
    created_at timestamptz NOT NULL
);

-- Targets of a release besides its image, such as deltas.
CREATE TABLE firmware_extra_targets (
    path    text PRIMARY KEY,
    release bigint NOT NULL REFERENCES releases,
    image   text NOT NULL REFERENCES firmware_images,
    custom  jsonb NOT NULL
);
