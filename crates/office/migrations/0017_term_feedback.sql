-- 规范表述反馈: words that found nothing (counted, nobody's), gaps in the library, their words, and who waits for a term.
create table unfound_word (
  place text not null,
  word text not null,
  source text not null,
  day bigint not null,
  times bigint not null,
  constraint unfound_word_pkey primary key (place, word, source, day),
  constraint unfound_word_source check (source in ('guide', 'registration', 'api')),
  constraint unfound_word_times check (times > 0)
);
create index unfound_word_by_day on unfound_word (place, day);
create table term_gap (
  id text not null,
  place text not null,
  title text not null,
  state text not null,
  wording text not null,
  kind text not null,
  matters text not null,
  reported_to text not null,
  code text not null,
  term text not null,
  reason text not null,
  linked_to text,
  opened_by text not null,
  opened_at bigint not null,
  changed_at bigint not null,
  version bigint not null,
  constraint term_gap_pkey primary key (id),
  constraint term_gap_state check (state in ('collected', 'proposed', 'reported', 'approved', 'refused')),
  constraint term_gap_linked_to foreign key (linked_to) references term_gap (id)
);
create index term_gap_by_state on term_gap (state, id);
create index term_gap_by_lead on term_gap (linked_to) where linked_to is not null;
create table term_gap_word (
  place text not null,
  word text not null,
  gap_id text not null,
  constraint term_gap_word_pkey primary key (place, word),
  constraint term_gap_word_gap foreign key (gap_id) references term_gap (id)
);
create index term_gap_word_by_gap on term_gap_word (gap_id);
create table term_wish (
  id text not null,
  place text not null,
  account text not null,
  source text not null,
  words text not null,
  word text not null,
  business text not null,
  kept_term text not null,
  gap_id text,
  at bigint not null,
  told_at bigint,
  constraint term_wish_pkey primary key (id),
  constraint term_wish_word unique (account, word),
  constraint term_wish_source check (source in ('founder', 'registrar')),
  constraint term_wish_gap foreign key (gap_id) references term_gap (id)
);
create index term_wish_by_account on term_wish (account, id);
create index term_wish_by_gap on term_wish (gap_id, id) where gap_id is not null;
create index term_wish_loose on term_wish (place, id) where gap_id is null;
