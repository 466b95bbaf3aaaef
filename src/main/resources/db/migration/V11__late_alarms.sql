-- Owned by dev.fieldcare.stability: the end of the hold (shelved, suppressed, out of service) that
-- was over when an alarm was heard, but in whose time, by the device's clock, it was raised.
alter table alarms add column held_until timestamptz;
