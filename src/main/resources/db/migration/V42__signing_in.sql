-- People who sign in. The password is a PHC string of Argon2id; without one they come by OpenID Connect only.
create table users (
  name              text primary key check (name ~ '^[a-z0-9][a-z0-9._@+-]{0,63}$'),
  full_name         text not null,
  role              text not null,
  customer          text,
  email             text,
  language          text check (language in ('zh', 'en')),
  password          text,
  must_change       boolean not null default false,
  totp_secret       bytea,
  totp_confirmed    boolean not null default false,
  totp_step         bigint not null default 0,
  openid_subject    text unique,
  disabled          boolean not null default false,
  -- counts whatever ends sessions: another role, another customer, being disabled, another password
  standing          integer not null default 0,
  -- counts every change, so that the newest is known
  version           bigint not null default 0,
  created_at        timestamptz not null,
  signed_in_at      timestamptz,
  check ((role = 'customer') = (customer is not null))
);

-- Failed attempts by the hash of the name that was typed, whether there is such a user or not.
create table signin_attempts (
  name_sha256   bytea primary key check (length(name_sha256) = 32),
  failures      integer not null,
  locked_until  timestamptz,
  last_at       timestamptz not null
);

-- Sessions of the console; of the cookie only the SHA-256 is kept.
create table sessions (
  id          bigint generated always as identity primary key,
  sha256      bytea not null unique check (length(sha256) = 32),
  came_by     text not null check (came_by in ('password', 'openid', 'token')),
  user_name   text references users (name),
  standing    integer not null,
  token       bigint references api_tokens (id),
  created_at  timestamptz not null,
  last_used   timestamptz not null,
  check ((user_name is null) = (came_by = 'token') and (token is not null) = (came_by = 'token'))
);

-- A token may belong to a user, and then dies with what it was given for.
alter table api_tokens add column owner text references users (name);
alter table api_tokens add column owner_standing integer;
alter table api_tokens add check ((owner is null) = (owner_standing is null));
