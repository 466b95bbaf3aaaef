-- People's and programs' tokens. Only their SHA-256 is kept.
create table api_tokens (
  id          bigint generated always as identity primary key,
  name        text not null,
  role        text not null,
  customer    text,
  origin      text not null default 'api',
  sha256      bytea not null check (length(sha256) = 32),
  created_at  timestamptz not null,
  created_by  text not null,
  expires_at  timestamptz,
  revoked_at  timestamptz,
  last_used   timestamptz,
  check ((role = 'customer') = (customer is not null))
);

create unique index api_tokens_in_force on api_tokens (sha256) where revoked_at is null;
