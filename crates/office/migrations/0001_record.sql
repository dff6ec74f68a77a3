-- 留痕: idempotency keys, evidence entries, the sealed order, signed tree heads; leases of workers.
create table act_key (
  caller text not null,
  key text not null,
  act text not null,
  input_sm3 text not null,
  outcome text not null,
  receipt text not null,
  at bigint not null,
  constraint act_key_pkey primary key (caller, key),
  constraint act_key_outcome check (outcome in ('done', 'refused'))
);
create table record_entry (
  id text not null,
  act text not null,
  caller text not null,
  at bigint not null,
  body text not null,
  sm3 text not null,
  sha256 text not null,
  constraint record_entry_pkey primary key (id)
);
-- insert-only: record_entry
create table record_pending (
  entry_id text not null,
  at bigint not null,
  constraint record_pending_pkey primary key (entry_id)
);
create table record_seal (
  seq bigint not null,
  entry_id text not null,
  sealed_at bigint not null,
  constraint record_seal_pkey primary key (seq),
  constraint record_seal_entry unique (entry_id)
);
-- insert-only: record_seal
create table record_head (
  id bigint not null,
  size bigint not null,
  peaks_sm3 text not null,
  peaks_sha256 text not null,
  checkpoint_size bigint not null,
  checkpoint_at bigint not null,
  constraint record_head_pkey primary key (id),
  constraint record_head_single check (id = 1)
);
insert into record_head (id, size, peaks_sm3, peaks_sha256, checkpoint_size, checkpoint_at) values (1, 0, '', '', 0, 0);
create table record_checkpoint (
  size bigint not null,
  root_sm3 text not null,
  root_sha256 text not null,
  at bigint not null,
  note text not null,
  key_id text not null,
  signature text not null,
  constraint record_checkpoint_pkey primary key (size)
);
-- insert-only: record_checkpoint
create table lease (
  name text not null,
  holder text not null,
  until bigint not null,
  constraint lease_pkey primary key (name)
);
create table signing_key (
  key_id text not null,
  public_pem text not null,
  purpose text not null,
  from_at bigint not null,
  constraint signing_key_pkey primary key (key_id)
);
