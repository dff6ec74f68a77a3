-- 事项清单: published editions by hash, and the notices that were handed out.
create table catalogue_edition (
  hash text not null,
  title text not null,
  valid_from bigint not null,
  published_at bigint not null,
  constraint catalogue_edition_pkey primary key (hash)
);
-- insert-only: catalogue_edition
create table notice_issued (
  id text not null,
  number text not null,
  edition text not null,
  place text not null,
  zone text not null,
  terms text not null,
  content_sm3 text not null,
  at bigint not null,
  constraint notice_issued_pkey primary key (id),
  constraint notice_issued_number unique (number)
);
-- insert-only: notice_issued
