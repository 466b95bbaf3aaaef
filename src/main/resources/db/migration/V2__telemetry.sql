-- What devices said. Owned by dev.fieldcare.telemetry.

-- The metrics that one message carried, sorted; a reading names its set instead of its metrics.
create table metric_sets (
  id    integer generated always as identity primary key,
  names text[] not null unique
);

-- One row for each message: all values of one device at one instant. Partitions are made as readings
-- arrive: a day each for recent ones, a month each for old ones (Partitions.java).
create table readings (
  ts         bigint    not null,  -- event time, epoch milliseconds
  arrival    bigint    not null,  -- server time, epoch microseconds, strictly increasing
  device     integer   not null,
  metric_set integer   not null,
  vals       float8[]  not null,
  -- In this order the three keys fill 16 bytes; with ts in the middle they would fill 24.
  primary key (device, metric_set, ts)
) partition by range (ts);

create index readings_arrival on readings using brin (arrival) with (pages_per_range = 32);

-- Which sets each device ever used, so that its newest values are found by a few probes.
create table device_sets (
  device     integer not null,
  metric_set integer not null,
  primary key (device, metric_set)
);

create table events (
  device  integer not null,
  ts      bigint  not null,
  type    text    not null,
  code    text    not null default '',
  data    jsonb   not null,
  arrival bigint  not null,
  primary key (device, ts, type, code)
);

create index events_arrival on events (arrival);

-- Hours with readings that the roll-ups do not show yet.
create table rollup_due (
  hour bigint primary key  -- epoch milliseconds
);

-- n readings of one set in one minute or hour; position i of the arrays belongs to name i of the set.
create table rollups_minute (
  device     integer  not null,
  bucket     bigint   not null,
  metric_set integer  not null,
  n          integer  not null,
  mins       float8[] not null,
  maxs       float8[] not null,
  sums       float8[] not null,
  primary key (device, bucket, metric_set)
);

create table rollups_hour (like rollups_minute including all);
