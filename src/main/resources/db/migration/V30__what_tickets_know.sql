-- What a ticket knew when it was opened; siblings are found by model and symptom. Owned by
-- dev.fieldcare.tickets.

ALTER TABLE tickets ADD COLUMN known jsonb;
CREATE INDEX tickets_of_model_symptom ON tickets (model, symptom, opened_at)
  WHERE kind = 'fault' AND device IS NOT NULL;
-- A problem is about something that may come back.
CREATE INDEX tickets_problems ON tickets (cause_type, cause_id, symptom) WHERE kind = 'problem';
