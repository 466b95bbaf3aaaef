-- What the tickets of a device mean for it, kept by the tickets for those who must not read them.
-- Derived: can be made anew from the tickets at any time. A device without open tickets has no row.
CREATE TABLE device_facts (
    device    integer PRIMARY KEY REFERENCES devices,
    symptoms  text[] NOT NULL,            -- of its open fault tickets, in alphabetical order
    tickets   text[] NOT NULL,            -- their numbers, in the same order
    frozen    text CHECK (frozen IN ('IN_REPAIR', 'DISPUTED', 'IN_SOAK')),
    frozen_by text,                       -- the number of the ticket it is frozen by
    CHECK (cardinality(symptoms) = cardinality(tickets) AND cardinality(symptoms) > 0),
    CHECK ((frozen IS NULL) = (frozen_by IS NULL))
);
CREATE INDEX device_facts_symptoms ON device_facts USING gin (symptoms);
CREATE INDEX device_facts_frozen ON device_facts (frozen) WHERE frozen IS NOT NULL;

-- Which versions are out there, and who runs one.
CREATE INDEX device_firmware_versions ON device_firmware (version) WHERE to_at IS NULL;

-- The highest release a device ever confirmed.
CREATE INDEX actions_confirmed ON actions (device, release) WHERE state = 'CONFIRMED';

-- Which bootloaders are out there.
CREATE INDEX device_attributes_bootloaders ON device_attributes ((attributes ->> 'bootloader'))
    WHERE attributes ->> 'bootloader' IS NOT NULL;

-- The numbers and words of a part of a version, so that byte by byte they compare as versions do.
CREATE FUNCTION version_words(part text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(
    CASE WHEN m.word[1] ~ '^[0-9]'
      THEN '1' || lpad(length(ltrim(m.word[1], '0'))::text, 4, '0') || ltrim(m.word[1], '0')
      ELSE '2' || m.word[1] || chr(1) END, '' ORDER BY m.place), '') || '0'
  FROM regexp_matches(part, '[0-9]+|[^-0-9._+~]+', 'g') WITH ORDINALITY m (word, place)
$$;

-- A key by which versions sort: 1.9 before 1.10, 2.0-rc1 before 2.0, 1.2 with 1.2.0; what follows
-- a plus sign does not count.
CREATE FUNCTION version_order(version text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT convert_to(
    version_words(regexp_replace(split_part(number, '-', 1), '(\.0+)+$', ''))
      || CASE WHEN number LIKE '%-%'
           THEN '0' || version_words(substr(number, strpos(number, '-') + 1)) ELSE '1' END, 'UTF8')
  FROM (SELECT regexp_replace(split_part(version, '+', 1), '^[vV](?=[0-9])', '')) v (number)
$$;
