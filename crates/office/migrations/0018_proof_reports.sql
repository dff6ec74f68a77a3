-- 奇葩证明举报: what the public reports, by when it must be disposed of, and what became of it.
create table proof_report (
  id text not null,
  number text not null,
  place text not null,
  matter text not null,
  body text not null,
  proof text not null,
  story text not null,
  phone text not null,
  code4 text not null,
  received_at bigint not null,
  start_day bigint not null,
  limit_days bigint not null,
  article text not null,
  due_day bigint,
  state text not null,
  disposal text,
  basis text not null,
  answer text not null,
  edition bigint,
  disposed_by text,
  disposed_at bigint,
  version bigint not null,
  constraint proof_report_pkey primary key (id),
  constraint proof_report_number unique (number),
  constraint proof_report_state check (state in ('open', 'disposed')),
  constraint proof_report_disposal check (disposal in ('keep', 'data_check', 'commitment', 'abolished', 'not_demanded')),
  constraint proof_report_edition foreign key (edition) references edition (number)
);
create index proof_report_open on proof_report (place, due_day, id) where state = 'open';
create index proof_report_disposed on proof_report (place, disposed_at, id) where state = 'disposed';
create index proof_report_received on proof_report (place, received_at);
