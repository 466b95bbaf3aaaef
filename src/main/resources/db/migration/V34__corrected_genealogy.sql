-- What was recorded wrongly: a new edge takes the place of the wrong one and says why. One that
-- does not stand says that the part was never there.

ALTER TABLE assemblies ADD COLUMN reason text;
ALTER TABLE assemblies ADD COLUMN stands boolean NOT NULL DEFAULT true;
ALTER TABLE assemblies ADD CONSTRAINT assemblies_say_why
  CHECK (corrects IS NULL OR reason IS NOT NULL) NOT VALID;

-- An edge is only ever ended, by whom or what is known from the journal; the rest of it stays.
CREATE OR REPLACE FUNCTION assemblies_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.to_at IS NULL
     AND to_jsonb(NEW) - 'to_at' = to_jsonb(OLD) - 'to_at' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'genealogy is append-only: % refused; a correction is a new edge', TG_OP;
END $$;

CREATE OR REPLACE VIEW assembly_edges AS
  SELECT * FROM assemblies a
  WHERE a.stands AND NOT EXISTS (SELECT FROM assemblies c WHERE c.corrects = a.id);

-- What was said wrongly of a unit itself. Numbered with the edges, so that whoever has read up to
-- a number has read both.
CREATE TABLE unit_corrections (
    id          bigint PRIMARY KEY DEFAULT nextval(pg_get_serial_sequence('assemblies', 'id')),
    unit        bigint NOT NULL REFERENCES units,
    was         json NOT NULL,            -- partNo, lot, supplier
    now         json NOT NULL,
    reason      text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL
);
CREATE INDEX unit_corrections_unit ON unit_corrections (unit, id);
CREATE FUNCTION unit_corrections_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'corrections are append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER unit_corrections_are_append_only BEFORE UPDATE OR DELETE ON unit_corrections
  FOR EACH ROW EXECUTE FUNCTION unit_corrections_keep();

-- Numbers become visible in their order: whoever has read up to one has missed none before it.
CREATE FUNCTION genealogy_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('genealogy'));
  RETURN NULL;
END $$;
CREATE TRIGGER assemblies_in_turn BEFORE INSERT ON assemblies
  FOR EACH STATEMENT EXECUTE FUNCTION genealogy_in_turn();
CREATE TRIGGER unit_corrections_in_turn BEFORE INSERT ON unit_corrections
  FOR EACH STATEMENT EXECUTE FUNCTION genealogy_in_turn();
