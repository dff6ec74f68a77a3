-- 审查: what was found at each condition of the matter, and the opinion over all. Colleagues of a unit, for the desk.
create table review (
  application_id text not null,
  state text not null,
  opinion text not null,
  reviewer text not null,
  at bigint not null,
  version bigint not null,
  constraint review_pkey primary key (application_id),
  constraint review_application foreign key (application_id) references application (id),
  constraint review_state check (state in ('open', 'finished'))
);
create table review_point (
  application_id text not null,
  point text not null,
  result text not null,
  remark text not null,
  reviewer text not null,
  at bigint not null,
  constraint review_point_pkey primary key (application_id, point),
  constraint review_point_application foreign key (application_id) references application (id),
  constraint review_point_result check (result in ('pass', 'fail', 'na'))
);
create index account_by_unit on account (unit, place) where unit <> '';
