-- Late readings: what is needed to judge a device's history again and to tell what came out.

-- Owned by dev.fieldcare.stability: what the detectors knew at the end of some days of event time.
create table watch_bases (
  device integer not null,
  at     bigint  not null,  -- event time of the newest reading in it, epoch milliseconds
  state  bytea   not null,
  primary key (device, at)
);

alter table alarms
  add column basis         text not null default 'HISTORY',
  add column episode_since timestamptz,  -- event time: the first alarm since the symptom was quiet
  add column raised_event  timestamptz,  -- event time at which the on-delay had passed
  add column quiet_at      timestamptz;  -- event time

-- Owned by dev.fieldcare.tickets.
alter table tickets add column back_dated boolean not null default false;
alter table ticket_occurrences
  add column symptom       text,
  add column episode_since timestamptz;
create index ticket_occurrences_of_episode on ticket_occurrences (device, symptom, episode_since);
