-- 清单版本: law texts by their hash, editions from draft to force, every change of a draft, and what each edition's hash was made of.
create table law_text (
  sm3 text not null,
  text text not null,
  constraint law_text_pkey primary key (sm3)
);
-- insert-only: law_text
create table edition (
  number bigint not null,
  title text not null,
  state text not null,
  tree text not null,
  base text not null,
  drafted_by text not null,
  drafted_at bigint not null,
  checked_by text,
  checked_at bigint,
  from_day bigint,
  published_by text,
  published_at bigint,
  opinion text not null,
  version bigint not null,
  constraint edition_pkey primary key (number),
  constraint edition_state check (state in ('draft', 'checked', 'scheduled', 'dropped'))
);
create index edition_scheduled on edition (from_day, number) where state = 'scheduled';
create table edition_change (
  edition bigint not null,
  position bigint not null,
  path text not null,
  before_sm3 text not null,
  after_sm3 text not null,
  changed_by text not null,
  at bigint not null,
  constraint edition_change_pkey primary key (edition, position),
  constraint edition_change_edition foreign key (edition) references edition (number)
);
-- insert-only: edition_change
create table edition_hash (
  hash text not null,
  tree text not null,
  day bigint not null,
  constraint edition_hash_pkey primary key (hash)
);
-- insert-only: edition_hash
create index application_by_edition on application (edition) where phase in ('draft', 'submitted', 'correcting', 'accepted', 'granted');
create index enterprise_term_by_term on enterprise_term (term, enterprise_id);
