-- Documents are kept as the text that was written: a repeated answer has the bytes of the first one, and nothing is
-- taken apart on the way in. Rows with them stay whole up to a page instead of being compressed from two kilobytes on.

alter table trading.runs alter column report type json using report::json;
alter table trading.runs set (toast_tuple_target = 8160);

alter table trading.intents alter column body type json using body::json;
alter table trading.intents set (toast_tuple_target = 8160);

alter table ops.outbox alter column body type json using body::json;
alter table ops.outbox set (toast_tuple_target = 8160);

alter table ops.idempotency alter column response type json using response::json;
alter table ops.idempotency set (toast_tuple_target = 8160);

alter table market.bar_states alter column state type json using state::json;
alter table market.bar_states set (toast_tuple_target = 8160);
