-- What is covered, what was decided from it, and who was promised other than the standard.

CREATE TABLE coverages (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit            text NOT NULL,        -- the id of a device
    basis           text NOT NULL,
    parts           text[] NOT NULL,      -- none, no cause and no symptom: the whole unit
    cause           text,
    symptom         text,
    covered_parts   integer NOT NULL CHECK (covered_parts BETWEEN 0 AND 100),
    covered_labour  integer NOT NULL CHECK (covered_labour BETWEEN 0 AND 100),
    covered_travel  integer NOT NULL CHECK (covered_travel BETWEEN 0 AND 100),
    start_at        timestamptz NOT NULL,
    measure         text,                 -- null: the end was copied or agreed
    amount          numeric,
    lengthened      boolean NOT NULL,     -- time in repair is added at the end
    pauses          json NOT NULL,
    end_at          timestamptz,          -- null: a pause lasts
    provisional     boolean NOT NULL,
    clause          text NOT NULL,
    version         text NOT NULL,
    inherited_from  bigint REFERENCES coverages,
    closed_at       timestamptz,          -- went over to the unit that replaces this one
    opened_by       text NOT NULL,
    CHECK (basis IN ('WARRANTY', 'REPAIR', 'CONTRACT', 'STATUTORY', 'RECALL')),
    CHECK ((measure IS NULL) = (amount IS NULL))
);
CREATE INDEX coverages_unit ON coverages (unit, id);
-- A unit's own warranty is opened once, however many ask at once.
CREATE UNIQUE INDEX coverages_warranty ON coverages (unit)
    WHERE basis = 'WARRANTY' AND inherited_from IS NULL;

-- The times a unit was in repair, whether or not a coverage counts them.
CREATE TABLE repair_downtimes (
    unit    text NOT NULL,
    from_at timestamptz NOT NULL,
    to_at   timestamptz,
    PRIMARY KEY (unit, from_at)
);
CREATE UNIQUE INDEX repair_downtimes_open ON repair_downtimes (unit) WHERE to_at IS NULL;

CREATE TABLE decisions (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject  text NOT NULL,               -- as in ticket:F-2026-000123
    stage    text NOT NULL CHECK (stage IN ('INTAKE', 'DIAGNOSIS')),
    unit     text NOT NULL,
    at       timestamptz NOT NULL,
    body     json NOT NULL,
    inputs   text NOT NULL,
    made_at  timestamptz NOT NULL,
    made_by  text NOT NULL
);
CREATE INDEX decisions_subject ON decisions (subject, id);

CREATE FUNCTION decisions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a decision stays as it was made: % refused; make a new one', TG_OP;
END $$;
CREATE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON decisions
  FOR EACH ROW EXECUTE FUNCTION decisions_refuse();
CREATE TRIGGER decisions_are_not_truncated BEFORE TRUNCATE ON decisions
  FOR EACH STATEMENT EXECUTE FUNCTION decisions_refuse();

CREATE TABLE deviations (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    level      text NOT NULL,
    subject    text NOT NULL,
    key        text NOT NULL,
    value      json NOT NULL,
    clause     text NOT NULL,
    from_at    timestamptz NOT NULL,
    to_at      timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    CHECK (to_at IS NULL OR to_at > from_at)
);
CREATE INDEX deviations_key ON deviations (key, level, subject);
ALTER TABLE customers ADD COLUMN type text NOT NULL DEFAULT 'BUSINESS'
    CHECK (type IN ('BUSINESS', 'CONSUMER'));
