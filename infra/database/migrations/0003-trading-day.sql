-- The trading day: what should have happened, watchlists with their reasons, closures by command, daily reports.

create table ops.schedule_books (
  book text primary key,
  -- Slots that were due before the desk's first start in this book are not expected.
  since timestamptz not null
);

create table ops.schedule_slots (
  book text not null,
  day date not null,
  slot text not null,
  job text not null,
  due_at timestamptz not null,
  status text not null check (status in ('RUNNING', 'COMPLETED', 'FAILED', 'SKIPPED', 'MISSED', 'BLOCKED')),
  reason text,
  detail text,
  trigger text not null check (trigger in ('timer', 'watch', 'operator')),
  -- Grows with every claim: a write under an older token comes from a holder that was paused past its lease.
  token bigint not null,
  lease_until timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  left_rows json not null,
  primary key (book, day, slot)
);
create index schedule_slots_by_time on ops.schedule_slots (due_at desc, slot desc);
create index schedule_slots_running on ops.schedule_slots (lease_until) where status = 'RUNNING';

create table market.watchlists (
  book text not null,
  bucket text not null,
  day date not null,
  as_of timestamptz not null,
  source text not null,
  synthetic boolean not null,
  tags text[] not null,
  symbols text[] not null,
  dropped integer not null,
  candidates json not null,
  primary key (book, bucket, day, as_of)
);
create index watchlists_by_time on market.watchlists (book, as_of desc, bucket);

create table market.closures (
  day date primary key,
  -- Minute of the New York day at which trading ended; null when the exchange did not open at all.
  closes_minute smallint check (closes_minute between 1 and 1440),
  reason text not null,
  set_by text not null,
  set_at timestamptz not null
);

create table trading.daily_reports (
  book text not null,
  day date not null,
  made_at timestamptz not null,
  report json not null,
  -- Where the page lies in the trader-data container.
  blob_path text,
  primary key (book, day)
);

create table ops.startup_checks (
  book text not null,
  day date not null,
  slot text not null,
  name text not null,
  status text not null check (status in ('OK', 'DEGRADED', 'DOWN', 'UNKNOWN')),
  reason text,
  latency_ms double precision,
  checked_at timestamptz not null,
  primary key (book, day, slot, name)
);

create index dead_letters_by_time on ops.dead_letters (created_at);

-- A status that few orders have would otherwise be looked for through all of them.
create index orders_by_status on trading.orders (status, book, created_at desc, id desc);
