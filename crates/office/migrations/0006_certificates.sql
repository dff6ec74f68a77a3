-- 电子证照: the statement that is signed is recorded before it is signed (prepared), then signed and published (valid).
create table certificate (
  id text not null,
  number text not null,
  reference text not null,
  kind text not null,
  title text not null,
  enterprise_id text not null,
  application_id text not null,
  owner text,
  state text not null,
  issued_day bigint not null,
  until_day bigint,
  statement text not null,
  fields text not null,
  signature text not null,
  key_id text not null,
  at bigint not null,
  version bigint not null,
  constraint certificate_pkey primary key (id),
  constraint certificate_number unique (number),
  constraint certificate_reference unique (reference),
  constraint certificate_state check (state in ('prepared', 'valid', 'revoked', 'deregistered', 'cancelled_as_penalty'))
);
create index certificate_prepared on certificate (id) where state = 'prepared';
create index certificate_by_enterprise on certificate (enterprise_id);
create index certificate_by_application on certificate (application_id);
