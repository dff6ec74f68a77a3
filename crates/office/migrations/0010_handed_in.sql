-- 收件: when an application was first handed in; later states forget it, its applicant and its letters do not.
alter table application add column handed_in_at bigint;
