-- How devices are made: routings, process records, and whether a unit may leave.

CREATE TABLE routings (
    model   text NOT NULL,
    version integer NOT NULL,
    steps   json NOT NULL,
    at      timestamptz NOT NULL,
    by      text NOT NULL,
    PRIMARY KEY (model, version)
);

CREATE TABLE made_units (
    serial   text PRIMARY KEY REFERENCES units (serial),
    model    text NOT NULL,
    line     text NOT NULL,
    lot      text,
    state    text NOT NULL CHECK (state IN ('MADE', 'BLOCKED', 'RELEASED', 'SHIPPED')),
    because  text,                        -- of a block
    made_at  timestamptz NOT NULL
);
CREATE INDEX made_units_lot ON made_units (lot) WHERE lot IS NOT NULL;
CREATE INDEX made_units_line ON made_units (model, line, made_at);

CREATE TABLE process_records (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit        text NOT NULL REFERENCES units (serial),
    operation   text NOT NULL,
    station     text NOT NULL,
    responsible text NOT NULL,
    at          timestamptz NOT NULL,
    program     text,                     -- what the station ran
    firmware    text,                     -- what was put into the unit
    result      text NOT NULL CHECK (result IN ('PASSED', 'FAILED', 'VOID')),
    measured    json,
    corrects    bigint REFERENCES process_records,
    reason      text,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CHECK ((corrects IS NULL) = (reason IS NULL)),
    CHECK (result <> 'VOID' OR corrects IS NOT NULL)
);
CREATE INDEX process_records_unit ON process_records (unit, at);
CREATE INDEX process_records_station ON process_records (station, at);
CREATE INDEX process_records_responsible ON process_records (responsible, at);
CREATE INDEX process_records_at ON process_records (at);
CREATE UNIQUE INDEX process_records_corrects ON process_records (corrects)
    WHERE corrects IS NOT NULL;

CREATE FUNCTION process_records_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'process records are append-only: % refused; a correction is a new record', TG_OP;
END $$;
CREATE TRIGGER process_records_are_append_only BEFORE UPDATE OR DELETE ON process_records
  FOR EACH ROW EXECUTE FUNCTION process_records_keep();
CREATE TRIGGER process_records_are_not_emptied BEFORE TRUNCATE ON process_records
  FOR EACH STATEMENT EXECUTE FUNCTION process_records_keep();

-- Laws and standards a model meets, by which document, until when.
CREATE TABLE certificates (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model       text NOT NULL,
    standard    text NOT NULL,
    edition     text NOT NULL,
    document    text NOT NULL,
    valid_until date,                     -- the last day; null: without end
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL
);
CREATE INDEX certificates_model ON certificates (model, standard, id);
