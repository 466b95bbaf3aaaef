-- A contract may name the calendar that its promises are counted by; null: it names none. Until
-- here 'cn' was written where none was named.

ALTER TABLE contracts ALTER COLUMN calendar DROP NOT NULL;
UPDATE contracts SET calendar = NULL WHERE calendar = 'cn';
-- What was named until here and counted for nothing counts for what is promised from now on.
INSERT INTO deviations (level, subject, key, value, clause, from_at, created_at, created_by)
  SELECT 'contract', number, 'calendar', to_json(calendar), 'contract ' || number,
    greatest(begins_at, now()), now(), 'system:migration'
  FROM contracts WHERE calendar IS NOT NULL AND ends_at > now();
