-- 逾期视为受理: what silence has accepted, found without reading every application.
create index application_silent on application (due_day, id) where phase = 'submitted' and road <> 'registration';
