-- 我的证照: an account's certificates, newest first, without reading everybody's.
create index certificate_by_owner on certificate (owner) where owner is not null;
