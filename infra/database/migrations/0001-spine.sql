-- The first tables of the desk: runs and their trail, intents, outbox, orders, fills, positions, signals, regimes.
-- No column takes the database's clock: every instant is the caller's, so that a replay writes the same rows twice.

create schema trading;
create schema market;
create schema ops;

create table trading.trading_state (
  singleton boolean primary key default true check (singleton),
  state text not null check (state in ('ACTIVE', 'REDUCING', 'HALTED')),
  reason text,
  set_by text not null,
  set_at timestamptz not null
);
insert into trading.trading_state (state, set_by, set_at) values ('ACTIVE', 'first migration', 'epoch');

create table trading.runs (
  id char(32) primary key,
  book text not null,
  symbol text not null,
  strategy text not null,
  trigger text not null check (trigger in ('manual', 'bar')),
  interval text not null,
  decided_at timestamptz not null,
  synthetic boolean not null,
  intent_id char(32),
  fallback_reason text,
  report jsonb not null
);
create index runs_by_book on trading.runs (book, decided_at desc, id desc);
create index runs_by_symbol on trading.runs (symbol, decided_at desc, id desc);
create index runs_by_time on trading.runs (decided_at desc, id desc);

create table trading.run_events (
  run_id char(32) not null references trading.runs (id),
  sequence integer not null,
  at timestamptz not null,
  event text not null,
  detail text,
  primary key (run_id, sequence)
);

create table trading.intents (
  id char(32) primary key,
  run_id char(32) not null references trading.runs (id),
  book text not null,
  symbol text not null,
  body jsonb not null,
  approval char(64) not null,
  execute boolean not null,
  expires_at timestamptz not null,
  created_at timestamptz not null
);
create index intents_by_symbol on trading.intents (book, symbol, expires_at) where execute;

create table ops.outbox (
  sequence bigint generated always as identity primary key,
  event_id text not null unique,
  hub text not null,
  partition_key text not null,
  body jsonb not null,
  run_id char(32),
  created_at timestamptz not null,
  claimed_until timestamptz,
  attempts integer not null default 0,
  last_error text,
  sent_at timestamptz
);
create index outbox_unsent on ops.outbox (sequence) where sent_at is null;
create index outbox_sent on ops.outbox (sent_at) where sent_at is not null;

create table trading.orders (
  book text not null,
  id char(32) not null,
  symbol text not null,
  side text not null check (side in ('buy', 'sell')),
  strategy text,
  run_id char(32),
  order_type text not null default 'market',
  time_in_force text not null default 'day',
  qty numeric(18, 6),
  filled_qty numeric(18, 6) not null default 0,
  avg_price numeric(18, 6),
  limit_price numeric(18, 6),
  status text not null,
  rank smallint not null,
  reason text,
  execute boolean not null,
  synthetic boolean not null,
  broker_order_id text,
  submitted_at timestamptz,
  good_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (book, id)
);
create index orders_by_book on trading.orders (book, created_at desc, id desc);
create index orders_by_symbol on trading.orders (symbol, created_at desc, id desc);
create index orders_by_time on trading.orders (created_at desc, id desc);
create index orders_by_run on trading.orders (run_id);
create index orders_working on trading.orders (book, symbol) where rank between 1 and 3;

create table trading.order_events (
  book text not null,
  order_id char(32) not null,
  sequence integer not null,
  at timestamptz not null,
  status text not null,
  event text not null,
  detail text,
  primary key (book, order_id, sequence)
);

create table trading.fills (
  book text not null,
  id char(32) not null,
  order_id char(32) not null,
  symbol text not null,
  side text not null check (side in ('buy', 'sell')),
  qty numeric(18, 6) not null check (qty > 0),
  price numeric(18, 6) not null check (price > 0),
  fee numeric(18, 6) not null,
  cost numeric(18, 6) not null,
  spread_source text not null,
  pnl numeric(18, 6),
  synthetic boolean not null,
  filled_at timestamptz not null,
  primary key (book, id)
);
create index fills_by_book on trading.fills (book, filled_at desc, id desc);
create index fills_by_symbol on trading.fills (symbol, filled_at desc, id desc);
create index fills_by_time on trading.fills (filled_at desc, id desc);
create index fills_by_order on trading.fills (book, order_id);

create table trading.positions (
  book text not null,
  symbol text not null,
  net_qty numeric(18, 6) not null,
  avg_price numeric(18, 6),
  realized_pnl numeric(18, 6) not null,
  fees numeric(18, 6) not null,
  updated_at timestamptz not null,
  primary key (book, symbol)
);

create table market.bar_states (
  book text not null,
  symbol text not null,
  interval text not null,
  closes_at timestamptz not null,
  state jsonb not null,
  primary key (book, symbol, interval)
);

create table market.signals (
  book text not null,
  symbol text not null,
  interval text not null,
  at timestamptz not null,
  open double precision not null,
  high double precision not null,
  low double precision not null,
  price double precision not null,
  volume double precision not null,
  filtered_price double precision,
  velocity double precision,
  uncertainty double precision,
  butterworth_price double precision,
  ema_price double precision,
  synthetic boolean not null,
  primary key (book, symbol, interval, at)
);
create index signals_by_symbol on market.signals (symbol, interval, at desc);

create table market.regimes (
  book text not null,
  symbol text not null,
  interval text not null,
  at timestamptz not null,
  regime text not null,
  volatility double precision,
  momentum double precision,
  uncertainty double precision,
  synthetic boolean not null,
  primary key (book, symbol, interval, at)
);
create index regimes_by_time on market.regimes (at desc, symbol, book, interval);

create table ops.dead_letters (
  hub text not null,
  partition_id text not null,
  sequence_number bigint not null,
  consumer text not null,
  code text not null,
  detail text not null,
  body text not null,
  created_at timestamptz not null,
  primary key (hub, partition_id, sequence_number, consumer)
);

create table ops.consumer_marks (
  hub text not null,
  partition_id text not null,
  consumer text not null,
  sequence_number bigint not null,
  enqueued_at timestamptz not null,
  handled_at timestamptz not null,
  primary key (hub, partition_id, consumer)
);

create table ops.idempotency (
  actor text not null,
  key text not null,
  route text not null,
  body_digest char(64) not null,
  claimed_until timestamptz not null,
  status integer,
  response jsonb,
  created_at timestamptz not null,
  primary key (actor, key)
);

create table ops.leases (
  name text primary key,
  holder text not null,
  token bigint not null,
  expires_at timestamptz not null
);
