-- What reliability figures are made from.

-- In which hours a device sent readings: bit i of `hours` is the hour from i:00 UTC of the day (days
-- since 1970-01-01). Outlives the readings. Owned by dev.fieldcare.telemetry.
create table operating_days (
  device integer not null,
  day    integer not null,
  hours  integer not null,
  primary key (device, day)
);

insert into operating_days (device, day, hours)
  select device, bucket / 86400000, bit_or(1 << (bucket / 3600000 % 24)::int)
  from rollups_hour group by 1, 2;

create index events_failures on events (ts) where type in ('reboot', 'crash', 'fault');

create index alarms_silence on alarms (device, active_since) where symptom = 'silence';

create index alarms_raised on alarms (raised_at);
