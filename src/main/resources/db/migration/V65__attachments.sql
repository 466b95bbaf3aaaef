-- Photos and papers on tickets and the like. What they hold lies in data.dir/attachments, named by its hash. Owned by dev.fieldcare.tickets.

CREATE TABLE attachments (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject   text        NOT NULL,              -- ticket:F-2026-000001
  sha256    text        NOT NULL,
  bytes     integer     NOT NULL,
  type      text        NOT NULL,              -- found in the bytes, not what the sender said
  name      text,                              -- null once it was erased
  internal  boolean     NOT NULL,              -- not for the customer
  added_by  text        NOT NULL,
  added_at  timestamptz NOT NULL,
  erased_at timestamptz
);

CREATE INDEX attachments_of ON attachments (subject, id);
CREATE INDEX attachments_by_content ON attachments (sha256) WHERE erased_at IS NULL;
