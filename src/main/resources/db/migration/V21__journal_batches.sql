-- Many entries of one moment, chained in their order, by one statement.
CREATE FUNCTION journal_append_all(
  at timestamptz, actors text[], subjects text[], types text[], data text[], entries text[])
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last_seq  bigint;
  last_hash bytea;
  next_hash bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(4667201);
  SELECT j.seq, j.hash INTO last_seq, last_hash FROM journal j ORDER BY j.seq DESC LIMIT 1;
  IF last_seq IS NULL THEN
    last_seq := 0;
    last_hash := decode(repeat('00', 32), 'hex');
  END IF;
  FOR i IN 1 .. coalesce(array_length(entries, 1), 0) LOOP
    last_seq := last_seq + 1;
    next_hash := sha256(
      last_hash || convert_to('[' || last_seq || ',' || entries[i] || ']', 'UTF8'));
    INSERT INTO journal VALUES (last_seq, at, actors[i], subjects[i], types[i], data[i]::json,
      last_hash, next_hash);
    last_hash := next_hash;
  END LOOP;
  RETURN last_seq;
END $$;
