-- What is made of what: units, and which was built into which over [from_at, to_at).

CREATE TABLE units (
    number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    serial     text NOT NULL UNIQUE,      -- of a device or component; of a lot of material, the lot
    kind       text NOT NULL CHECK (kind IN ('DEVICE', 'COMPONENT', 'MATERIAL_LOT')),
    part_no    text,
    lot        text,
    supplier   text,
    state      text NOT NULL DEFAULT 'IN_USE'
               CHECK (state IN ('IN_STOCK', 'IN_USE', 'REMOVED', 'SCRAPPED')),
    created_at timestamptz NOT NULL
);
CREATE INDEX units_lot ON units (lot) WHERE lot IS NOT NULL;

CREATE TABLE assemblies (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent      bigint NOT NULL REFERENCES units,
    child       bigint NOT NULL REFERENCES units,
    from_at     timestamptz NOT NULL,
    to_at       timestamptz,
    by_process  text,                     -- station and operator
    by_repair   text,                     -- as in ticket:F-2026-000123
    corrects    bigint REFERENCES assemblies,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CHECK (parent <> child),
    CHECK (to_at IS NULL OR to_at >= from_at)
);
CREATE INDEX assemblies_parent ON assemblies (parent, from_at);
CREATE INDEX assemblies_child ON assemblies (child, from_at);
-- A correction takes the place of one edge, once; the edge itself stays.
CREATE UNIQUE INDEX assemblies_corrects ON assemblies (corrects) WHERE corrects IS NOT NULL;

-- An edge is only ever ended; whatever else was recorded of it stays.
CREATE FUNCTION assemblies_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.to_at IS NULL
     AND (NEW.parent, NEW.child, NEW.from_at, NEW.recorded_at)
       = (OLD.parent, OLD.child, OLD.from_at, OLD.recorded_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'genealogy is append-only: % refused; a correction is a new edge', TG_OP;
END $$;
CREATE TRIGGER assemblies_are_append_only BEFORE UPDATE OR DELETE ON assemblies
  FOR EACH ROW EXECUTE FUNCTION assemblies_keep();

-- Edges that stand: not taken back by a correction.
CREATE VIEW assembly_edges AS
  SELECT * FROM assemblies a
  WHERE NOT EXISTS (SELECT FROM assemblies c WHERE c.corrects = a.id);
