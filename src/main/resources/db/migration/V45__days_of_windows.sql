-- On which days windows start, and by whose calendar.
ALTER TABLE actions
    ADD COLUMN window_days text,
    ADD COLUMN window_calendar text;

UPDATE actions SET window_days = 'ANY', window_calendar = '' WHERE window_schedule IS NOT NULL;
