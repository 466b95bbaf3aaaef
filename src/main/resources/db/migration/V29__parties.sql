-- Where customers' devices stand, whom to talk to there, and what was agreed with them.

ALTER TABLE sites
    ADD COLUMN address       text,
    ADD COLUMN division_code text CHECK (division_code ~ '^[0-9]{6}$'),  -- GB/T 2260
    ADD COLUMN calendar      text,
    ADD COLUMN remote        boolean,     -- null: as the division code says
    ADD COLUMN notes         text,
    ADD COLUMN version       integer NOT NULL DEFAULT 1;
CREATE INDEX sites_customer ON sites (customer, id);

CREATE TABLE contacts (
    id         text PRIMARY KEY,
    number     bigint GENERATED ALWAYS AS IDENTITY,  -- tells who is known longest
    customer   text NOT NULL REFERENCES customers,
    site       text REFERENCES sites,     -- null: for all of the customer's
    name       text NOT NULL,
    role       text,
    email      text,
    phone      text,                      -- as written
    phone_key  text,                      -- as compared
    language   text NOT NULL CHECK (language IN ('zh', 'en')),
    is_primary boolean NOT NULL,
    version    integer NOT NULL DEFAULT 1,
    CHECK (email IS NOT NULL OR phone IS NOT NULL)
);
CREATE SEQUENCE contact_ids;
CREATE INDEX contacts_customer ON contacts (customer, id);
CREATE INDEX contacts_email ON contacts (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX contacts_phone ON contacts (phone_key) WHERE phone_key IS NOT NULL;
CREATE UNIQUE INDEX contacts_primary ON contacts (customer, coalesce(site, '')) WHERE is_primary;

CREATE TABLE contracts (
    number        text PRIMARY KEY,
    customer      text NOT NULL REFERENCES customers,
    name          text NOT NULL,
    from_on       date NOT NULL,
    to_on         date NOT NULL,          -- the last day, which counts to its end
    calendar      text NOT NULL,          -- in whose zone days begin and end
    notes         text,
    terms         json NOT NULL,
    lines         json NOT NULL,
    begins_at     timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL,   -- the first moment at which it is over
    ended_at      timestamptz,            -- ended before its time, and
    ended_because text,
    version       integer NOT NULL DEFAULT 1,
    CHECK (to_on >= from_on)
);
CREATE INDEX contracts_customer ON contracts (customer, number);

ALTER TABLE coverages
    ADD COLUMN contract text REFERENCES contracts,
    ADD COLUMN line     text;
-- A line covers a unit once from each beginning, however many ask at once.
CREATE UNIQUE INDEX coverages_line ON coverages (unit, contract, line, start_at)
    WHERE contract IS NOT NULL AND inherited_from IS NULL;
CREATE INDEX coverages_contract ON coverages (contract) WHERE contract IS NOT NULL;
