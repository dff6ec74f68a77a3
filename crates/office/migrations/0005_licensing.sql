-- 办件: one table for registration and permits; contents, corrections and uploads beside it.
create table application (
  id text not null,
  number text not null,
  road text not null,
  matter text not null,
  edition text not null,
  home text not null,
  place text not null,
  unit text not null,
  applicant text not null,
  enterprise_id text,
  subject_name text not null,
  phone_last4 text not null,
  legal_days bigint not null,
  legal_article text not null,
  promised_days bigint,
  phase text not null,
  received_at bigint,
  accepted_at bigint,
  accepted_by text,
  decided_at bigint,
  decided_by text,
  reasons text not null,
  issued_at bigint,
  withdrawn_at bigint,
  claimed_by text,
  due_day bigint,
  created_at bigint not null,
  version bigint not null,
  constraint application_pkey primary key (id),
  constraint application_number unique (number),
  constraint application_road check (road in ('registration', 'filing', 'commitment', 'ordinary')),
  constraint application_phase check (phase in ('draft', 'submitted', 'correcting', 'accepted', 'granted', 'refused', 'issued', 'withdrawn'))
);
create index application_queue on application (unit, place, due_day, id) where phase in ('submitted', 'correcting', 'accepted', 'granted');
create index application_by_applicant on application (applicant, id);
create index application_by_enterprise on application (enterprise_id, matter);
create table application_content (
  application_id text not null,
  answers text not null,
  materials text not null,
  ticks text not null,
  constraint application_content_pkey primary key (application_id),
  constraint application_content_application foreign key (application_id) references application (id)
);
create table correction_round (
  application_id text not null,
  round bigint not null,
  asked_at bigint not null,
  asked_by text not null,
  due_day bigint,
  defects text not null,
  answered_at bigint,
  constraint correction_round_pkey primary key (application_id, round),
  constraint correction_round_application foreign key (application_id) references application (id)
);
create table commitment (
  application_id text not null,
  letter text not null,
  letter_sm3 text not null,
  signed_by text not null,
  signed_at bigint not null,
  verify_until_day bigint not null,
  constraint commitment_pkey primary key (application_id),
  constraint commitment_application foreign key (application_id) references application (id)
);
-- insert-only: commitment
create table file (
  sm3 text not null,
  owner text not null,
  name text not null,
  media text not null,
  size bigint not null,
  at bigint not null,
  constraint file_pkey primary key (sm3, owner)
);
