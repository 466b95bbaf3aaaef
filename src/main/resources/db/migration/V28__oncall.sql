-- Who is on call when: owned by dev.fieldcare.messaging. Saving a roster replaces all of it.

CREATE TABLE oncall_shifts (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person   text NOT NULL,
  email    text NOT NULL,
  zone     text NOT NULL,
  from_at  timestamptz NOT NULL,
  to_at    timestamptz NOT NULL CHECK (to_at > from_at)
);
CREATE INDEX oncall_shifts_end ON oncall_shifts (to_at);
