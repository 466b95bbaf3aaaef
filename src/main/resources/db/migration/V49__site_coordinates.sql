-- Where sites lie on the map, in degrees of WGS 84; both or neither.

ALTER TABLE sites
    ADD COLUMN latitude  double precision CHECK (latitude BETWEEN -90 AND 90),
    ADD COLUMN longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    ADD CHECK ((latitude IS NULL) = (longitude IS NULL));

CREATE INDEX tickets_open_at_site ON tickets (site, severity) WHERE is_open AND site IS NOT NULL;
CREATE INDEX devices_site ON devices (site, id) WHERE site IS NOT NULL;
CREATE INDEX devices_customer ON devices (customer, id) WHERE customer IS NOT NULL;
