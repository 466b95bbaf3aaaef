-- Ways in and out: letters that become tickets, and who is told that the roster ends.

-- Who may speak for a customer is known by the contacts of its tickets, too.
CREATE INDEX tickets_of_address ON tickets (lower(contact ->> 'email'))
  WHERE contact IS NOT NULL;

-- Those on call may be reached by short messages.
ALTER TABLE oncall_shifts ADD COLUMN phone text;

-- Of how many matters short messages told lately.
CREATE INDEX outbox_texts ON outbox (created_at) WHERE channel = 'sms';

-- That the roster ends is told once for each step, by however many servers.
CREATE TABLE roster_warnings (
  covered_until  timestamptz NOT NULL,
  step           text NOT NULL,
  told_at        timestamptz NOT NULL,
  PRIMARY KEY (covered_until, step)
);
