-- 推送交换: receivers, pushes with their receipts and feedback, duties.
create table receiver (
  unit text not null,
  url text not null,
  key_id text not null,
  public_pem text not null,
  failures bigint not null,
  next_attempt_at bigint not null,
  constraint receiver_pkey primary key (unit)
);
create table push (
  id text not null,
  number text not null,
  receiver text not null,
  place text not null,
  subject text not null,
  application_id text not null,
  kind text not null,
  body text not null,
  body_sm3 text not null,
  state text not null,
  created_at bigint not null,
  attempts bigint not null,
  last_error text not null,
  delivered_at bigint,
  receipt text not null,
  opened_at bigint,
  signed_at bigint,
  signed_by text,
  handled_at bigint,
  handled_by text,
  finding text,
  feedback text not null,
  transferred_from text,
  version bigint not null,
  constraint push_pkey primary key (id),
  constraint push_number unique (number),
  constraint push_state check (state in ('queued', 'delivered', 'signed', 'transferred', 'handled'))
);
create index push_undelivered on push (receiver, id) where delivered_at is null;
create index push_desk on push (receiver, place, state, id);
create index push_by_subject on push (subject, id);
create table duty (
  id text not null,
  kind text not null,
  unit text not null,
  place text not null,
  subject text not null,
  start_day bigint not null,
  limit_days bigint not null,
  article text not null,
  due_day bigint,
  state text not null,
  closed_at bigint,
  closed_by text,
  proof text not null,
  constraint duty_pkey primary key (id),
  constraint duty_subject unique (subject, kind, unit),
  constraint duty_state check (state in ('open', 'closed'))
);
create index duty_open on duty (unit, place, due_day) where state = 'open';
