-- 清单导入: every official table that was handed in for a draft, whether or not it was taken in; the file itself lies in the store.
create table edition_import (
  edition bigint not null,
  position bigint not null,
  sm3 text not null,
  name text not null,
  kind text not null,
  extent text not null,
  sort text not null,
  mark text not null,
  handed_in_by text not null,
  at bigint not null,
  constraint edition_import_pkey primary key (edition, position),
  constraint edition_import_edition foreign key (edition) references edition (number),
  constraint edition_import_extent check (extent in ('update', 'whole')),
  constraint edition_import_sort check (sort in ('', 'permit', 'filing')),
  constraint edition_import_mark check (mark in ('confirmed', 'secondary', 'recalled', 'local_default'))
);
-- insert-only: edition_import
