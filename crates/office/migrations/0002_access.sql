-- 岗位权限: accounts, roles, sessions. Passwords as argon2 hashes, session tokens as hashes.
create table account (
  id text not null,
  login text not null,
  display_name text not null,
  phone text not null,
  identity_number text not null,
  unit text not null,
  place text not null,
  password_hash text not null,
  failures bigint not null,
  locked_until bigint not null,
  created_at bigint not null,
  version bigint not null,
  constraint account_pkey primary key (id),
  constraint account_login unique (login)
);
create table account_role (
  account_id text not null,
  role text not null,
  constraint account_role_pkey primary key (account_id, role),
  constraint account_role_account foreign key (account_id) references account (id)
);
create table session (
  token_sm3 text not null,
  account_id text not null,
  created_at bigint not null,
  seen_at bigint not null,
  constraint session_pkey primary key (token_sm3),
  constraint session_account foreign key (account_id) references account (id)
);
create index session_by_account on session (account_id);
