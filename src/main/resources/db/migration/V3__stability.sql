-- Is it healthy. Owned by dev.fieldcare.stability.

-- One row for each time a condition held: written when it becomes active, updated when it ends.
create table alarms (
  id           bigint generated always as identity primary key,
  alarm_key    text        not null unique,
  device       integer     not null,
  device_id    text        not null,
  symptom      text        not null,
  severity     text        not null,
  phase        text        not null,
  metric       text,
  because      text        not null,
  because_key  text        not null,
  because_args jsonb       not null,
  active_since timestamptz not null,  -- event time
  last_seen    timestamptz not null,  -- event time
  normal_at    timestamptz,           -- event time
  raised_at    timestamptz not null   -- server time
);

create index alarms_device on alarms (device, id desc);
create index alarms_active on alarms (id desc) where phase = 'ACTIVE';

-- What the detectors of each device knew when they had been fed everything up to `arrival`.
create table watch_snapshots (
  device  integer primary key,
  arrival bigint  not null,
  state   bytea   not null
);

-- Everything that arrived up to here is in the snapshots, and its alarms are in the tables.
create table stability_checkpoint (
  one     boolean primary key default true check (one),
  arrival bigint not null
);
