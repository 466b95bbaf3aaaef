-- Lists and searches of a million tickets, the customers' ledger, and messages that are not kept.

-- Owned by dev.fieldcare.tickets. Every filter of the list has the newest first.
CREATE INDEX tickets_of_kind ON tickets (kind, id DESC);
CREATE INDEX tickets_in_state ON tickets (state, id DESC);
CREATE INDEX tickets_of_symptom ON tickets (symptom, id DESC);
CREATE INDEX tickets_of_severity ON tickets (severity, id DESC);
CREATE INDEX tickets_of_model ON tickets (model, id DESC);
CREATE INDEX tickets_of_lot ON tickets (lot, id DESC) WHERE lot IS NOT NULL;
CREATE INDEX tickets_of_assignee ON tickets (assignee, id DESC) WHERE assignee IS NOT NULL;
CREATE INDEX tickets_of_cause ON tickets (cause_type, cause_id, id DESC) WHERE cause_type IS NOT NULL;

-- What a search looks through. A table of its own: a ticket changes far more often than its words.
CREATE TABLE ticket_texts (
  id    bigint PRIMARY KEY REFERENCES tickets,
  text  text NOT NULL                    -- in lower case
);
INSERT INTO ticket_texts
SELECT id, lower(concat_ws(' ', number, device, cause_id, symptom, title, because)) FROM tickets;

-- Each three neighbouring characters; where some are not ASCII, each two and each one of them, too:
-- a substring of three characters, or of Chinese of any length, has all of its pieces among the
-- whole's.
-- In plpgsql it takes half the time that one SQL statement does.
CREATE FUNCTION text_pieces(whole text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  pieces text[] := '{}';
  one    text;
  last   text := '';
  second text := '';                     -- the one before the last
BEGIN
  FOREACH one IN ARRAY string_to_array(whole, NULL) LOOP
    IF second <> '' THEN
      pieces := pieces || (second || last || one);
    END IF;
    IF last <> '' AND octet_length(last || one) > 2 THEN
      pieces := pieces || (last || one);
    END IF;
    IF octet_length(one) > 1 THEN
      pieces := pieces || one;
    END IF;
    second := last;
    last := one;
  END LOOP;
  RETURN pieces;
END $$;
CREATE INDEX ticket_texts_pieces ON ticket_texts USING gin (text_pieces(text));

CREATE FUNCTION ticket_text_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_texts VALUES (NEW.id, lower(concat_ws(' ', NEW.number, NEW.device,
    NEW.cause_id, NEW.symptom, NEW.title, NEW.because)))
  ON CONFLICT (id) DO UPDATE SET text = excluded.text;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_text_of_new AFTER INSERT ON tickets
  FOR EACH ROW EXECUTE FUNCTION ticket_text_keep();
CREATE TRIGGER ticket_text_of_changed AFTER UPDATE ON tickets
  FOR EACH ROW WHEN ((OLD.device, OLD.cause_id, OLD.symptom, OLD.title, OLD.because)
    IS DISTINCT FROM (NEW.device, NEW.cause_id, NEW.symptom, NEW.title, NEW.because))
  EXECUTE FUNCTION ticket_text_keep();

-- Owned by dev.fieldcare.promises: the ledger, newest first.
CREATE INDEX commitments_of_customer ON commitments (customer, id DESC) WHERE customer IS NOT NULL;

-- Owned by dev.fieldcare.messaging: after that, a message is of no use and its content is erased.
ALTER TABLE outbox ADD COLUMN good_until timestamptz;
CREATE INDEX outbox_expiring ON outbox (good_until) WHERE state = 'pending' AND good_until IS NOT NULL;
