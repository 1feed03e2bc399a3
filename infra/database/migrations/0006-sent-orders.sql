-- The pulse asks each minute which orders were sent and not taken. Signals and regimes share the outbox and are many
-- times as many: without an index of their own the few orders would be looked for through all of them.
create index outbox_orders_sent on ops.outbox (sent_at) where hub = 'orders' and sent_at is not null;
