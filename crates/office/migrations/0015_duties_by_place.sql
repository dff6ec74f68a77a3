-- 监管缺口: what the departments of a place owe past its day, the oldest first, whoever owes it.
create index duty_open_by_place on duty (place, due_day, unit) where state = 'open';
