-- Tracing forward from a supplier, a station, an operator or a time.

CREATE INDEX units_supplier ON units (supplier) WHERE supplier IS NOT NULL;
CREATE INDEX assemblies_station
    ON assemblies (regexp_replace(by_process, '(^| )by .*$', ''), from_at)
    WHERE by_process IS NOT NULL;
CREATE INDEX assemblies_operator
    ON assemblies (substring(by_process FROM '(?:^| )by (.*)$'), from_at)
    WHERE by_process IS NOT NULL;
CREATE INDEX assemblies_from ON assemblies (from_at);
