-- Where material comes from, how it is inspected, and what a bad lot leads to.

CREATE TABLE suppliers (
    id   text PRIMARY KEY,
    name text NOT NULL
);

-- Who may deliver what.
CREATE TABLE supplier_approvals (
    supplier text NOT NULL REFERENCES suppliers,
    part_no  text NOT NULL,
    status   text NOT NULL CHECK (status IN ('APPROVED', 'ON_PROBATION', 'SUSPENDED')),
    since    timestamptz NOT NULL,
    PRIMARY KEY (supplier, part_no)
);

CREATE TABLE parts (
    part_no      text PRIMARY KEY,
    name         text NOT NULL,
    critical     boolean NOT NULL,
    level        text NOT NULL,           -- inspection level of ISO 2859-1
    aql          text NOT NULL,
    critical_aql text,                    -- the stricter one, of a critical part
    CHECK (NOT critical OR critical_aql IS NOT NULL)
);

CREATE TABLE material_lots (
    id           text PRIMARY KEY,        -- the serial of its unit in the genealogy
    part_no      text NOT NULL REFERENCES parts,
    supplier     text NOT NULL REFERENCES suppliers,
    quantity     integer NOT NULL CHECK (quantity > 0),
    received_at  timestamptz NOT NULL,
    state        text NOT NULL
                 CHECK (state IN ('RECEIVED', 'ON_HOLD', 'RELEASED', 'REJECTED', 'CONSUMED')),
    because      text,                    -- of a hold or a rejection
    held_at      timestamptz,
    verification text                     -- of a critical part: the document that it was verified
);
CREATE INDEX material_lots_state ON material_lots (state, id);

CREATE TABLE inspections (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('INCOMING', 'SAMPLING')),
    series     text NOT NULL,             -- what switching is kept for: part:CAP-470, model:m/line:A
    lot        text,
    part_no    text,
    model      text,
    line       text,
    state      text NOT NULL
               CHECK (state IN ('PLANNED', 'DRAWN', 'ACCEPTED', 'REJECTED', 'CANCELLED')),
    opened_at  timestamptz NOT NULL,
    due_at     timestamptz,             -- of a periodic one, by its commitment
    plan       json,                      -- level, aql, severity, letter, lot size, n, Ac, Re
    seed       bigint,
    sample     json,                      -- the items drawn
    results    json,                      -- item to defects found
    drawn_at   timestamptz,
    decided_at timestamptz,
    decided_by text,
    reason     text
);
CREATE INDEX inspections_lot ON inspections (lot, id);
-- One at a time of a lot of material, and of a line's periodic sampling.
CREATE UNIQUE INDEX inspections_open ON inspections (series, coalesce(lot, ''))
    WHERE state IN ('PLANNED', 'DRAWN');

CREATE TABLE sampling_series (
    series     text PRIMARY KEY,
    model      text,                      -- of what is sampled periodically
    line       text,
    switching  json NOT NULL,
    changed_at timestamptz NOT NULL
);

-- What did not conform, what was stopped for it and what had left the house.
CREATE TABLE nonconformities (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cause       text NOT NULL UNIQUE,     -- inspection:12, testrun:3
    lot         text,
    model       text,
    because     text NOT NULL,
    blocked     json NOT NULL,            -- serials
    siblings    json NOT NULL,            -- serial, customer, site, model, state
    improvement text,                     -- the reference of the case that was opened
    opened_at   timestamptz NOT NULL
);
