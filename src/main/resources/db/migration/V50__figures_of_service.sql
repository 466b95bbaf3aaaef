-- Figures of service over a million tickets: read from indexes alone.

-- Owned by dev.fieldcare.promises: kept of those decided, by the month they were due in.
CREATE INDEX commitments_decided ON commitments (deadline, kind, outcome, customer)
  WHERE outcome IN ('KEPT', 'BREACHED');

-- Owned by dev.fieldcare.tickets: what fails most, by symptom and by diagnosed cause.
CREATE INDEX tickets_faults_opened ON tickets (opened_at, symptom) WHERE kind = 'fault';
CREATE INDEX tickets_diagnosed ON tickets (opened_at) WHERE kind = 'fault' AND facts ? 'diagnosis';
