-- 主体登记: names held or registered, their comparison keys, enterprises with scope and people, drafts.
create table name_hold (
  id text not null,
  unique_key text not null,
  whole_key text not null,
  trade_key text not null,
  name text not null,
  authority text not null,
  industry_class text not null,
  holder text not null,
  enterprise_id text,
  state text not null,
  until_day bigint not null,
  at bigint not null,
  version bigint not null,
  constraint name_hold_pkey primary key (id),
  constraint name_hold_state check (state in ('reserved', 'registered', 'released'))
);
create unique index name_hold_unique on name_hold (unique_key) where state in ('reserved', 'registered');
create unique index name_hold_whole on name_hold (whole_key) where state in ('reserved', 'registered');
create index name_hold_by_trade on name_hold (trade_key);
create index name_hold_by_holder on name_hold (holder, state);
create table name_run (
  run text not null,
  whole bigint not null,
  hold_id text not null,
  constraint name_run_pkey primary key (run, whole, hold_id),
  constraint name_run_hold foreign key (hold_id) references name_hold (id)
);
-- Every reservation of one trade name at one authority goes through one row, so that rules over two rows hold under load.
create table name_guard (
  key text not null,
  turns bigint not null,
  constraint name_guard_pkey primary key (key)
);
create table enterprise (
  id text not null,
  credit_code text not null,
  name text not null,
  kind text not null,
  home text not null,
  place text not null,
  street text not null,
  address text not null,
  address_key text not null,
  address_match text not null,
  representative text not null,
  capital_fen bigint not null,
  scope_text text not null,
  duration_years bigint not null,
  free_trade_zone bigint not null,
  state text not null,
  owner text,
  registered_day bigint not null,
  version bigint not null,
  constraint enterprise_pkey primary key (id),
  constraint enterprise_credit_code unique (credit_code),
  constraint enterprise_state check (state in ('registered'))
);
create index enterprise_by_owner on enterprise (owner);
create index enterprise_by_address on enterprise (place, address_key);
create table enterprise_term (
  enterprise_id text not null,
  term text not null,
  position bigint not null,
  constraint enterprise_term_pkey primary key (enterprise_id, term),
  constraint enterprise_term_enterprise foreign key (enterprise_id) references enterprise (id)
);
create table enterprise_person (
  enterprise_id text not null,
  position bigint not null,
  name text not null,
  identity_number text not null,
  phone text not null,
  posts text not null,
  share_ten_thousandths bigint not null,
  capital_fen bigint not null,
  constraint enterprise_person_pkey primary key (enterprise_id, position),
  constraint enterprise_person_enterprise foreign key (enterprise_id) references enterprise (id)
);
