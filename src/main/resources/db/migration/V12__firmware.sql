-- What may run.

CREATE TABLE firmware_images (
    sha256      text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    sha1        text NOT NULL,
    md5         text NOT NULL,
    size        bigint NOT NULL CHECK (size >= 0),
    filename    text NOT NULL,
    uploaded_at timestamptz NOT NULL,
    uploaded_by text NOT NULL
);

CREATE TABLE releases (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model              text NOT NULL,
    version            text NOT NULL,
    counter            bigint NOT NULL CHECK (counter > 0),
    kind               text NOT NULL,
    state              text NOT NULL,
    image              text NOT NULL REFERENCES firmware_images,
    format             text NOT NULL,
    hardware_revisions jsonb NOT NULL DEFAULT '[]',
    fixes              jsonb NOT NULL DEFAULT '[]',
    notes              jsonb NOT NULL DEFAULT '{}',
    stepping_stones    jsonb NOT NULL DEFAULT '[]',
    minimum_bootloader text,
    sbom               text REFERENCES firmware_images,
    created_at         timestamptz NOT NULL,
    published_at       timestamptz,
    UNIQUE (model, version),
    UNIQUE (model, counter)
);
