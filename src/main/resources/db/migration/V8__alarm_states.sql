-- The operator's side of alarms. Owned by dev.fieldcare.stability.

-- One row for each (device, symptom) that ever alarmed or was ever held.
create table alarm_conditions (
  device         integer     not null,
  symptom        text        not null,
  active         boolean     not null default false,
  alarm_key      text,                                -- the newest alarm of this condition
  active_since   timestamptz,                         -- event time
  severity       text        not null default 'major',
  announced      boolean     not null default true,
  acked          boolean     not null default true,
  acked_by       text,
  acked_at       timestamptz,
  comment        text,
  latched        boolean     not null default false,
  alarmed_at     timestamptz,                         -- server time
  re_alarm_at    timestamptz,                         -- server time
  re_alarm_count integer     not null default 0,
  primary key (device, symptom)
);

create index alarm_conditions_re_alarm on alarm_conditions (re_alarm_at) where re_alarm_at is not null;

-- Each time an alarm was shelved, suppressed or out of service, and the whole device where the
-- symptom is empty. Kept when it is over: who kept what from whom, and why.
create table alarm_holds (
  id        bigint generated always as identity primary key,
  device    integer     not null,
  symptom   text        not null,
  kind      text        not null,
  rule      text,
  reason    text        not null,
  until     timestamptz,
  begun_at  timestamptz not null,
  begun_by  text        not null,
  ended_at  timestamptz,
  ended_by  text
);

create unique index alarm_holds_one on alarm_holds (device, symptom, kind, coalesce(rule, ''))
  where ended_at is null;
create index alarm_holds_due on alarm_holds (until) where ended_at is null and until is not null;
create index alarm_holds_of_device on alarm_holds (device, id desc);

-- told: the furthest phase tickets were told of, null while it was kept from them;
-- withheld: why it was kept from them when it was first heard.
alter table alarms
  add column told     text,
  add column withheld text;
update alarms set told = phase;

create index alarms_withheld on alarms (device, symptom) where told is null and normal_at is null;
create index alarms_held_back on alarms (device, symptom)
  where (told = 'ACTIVE' and phase in ('NORMAL', 'QUIET')) or (told = 'NORMAL' and phase = 'QUIET');

-- What stood on tickets before this was kept is taken as announced and acknowledged.
insert into alarm_conditions (device, symptom, active, alarm_key, active_since, severity, alarmed_at)
select distinct on (device, symptom)
  device, symptom, phase = 'ACTIVE', alarm_key, active_since, severity, raised_at
from alarms order by device, symptom, id desc;
