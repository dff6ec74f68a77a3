-- 电子签名: one authentication over the hashes of exact texts, kept until the acts that need them; never changed.
create table signature (
  id text not null,
  account_id text not null,
  text_sm3 text not null,
  at bigint not null,
  constraint signature_pkey primary key (id),
  constraint signature_account foreign key (account_id) references account (id)
);
-- insert-only: signature
