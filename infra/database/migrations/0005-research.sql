-- Research: sweep jobs with their history, shards and cells, every trial of a hypothesis, promotions and frames.

create schema research;

create table research.sweep_jobs (
  id text primary key,
  status text not null check (status in ('queued', 'dispatched', 'running', 'completed', 'failed', 'cancelled')),
  reason text,
  detail text,
  hypothesis text not null,
  strategy text not null,
  symbols text[] not null,
  vendor text not null,
  interval text not null,
  -- As asked for: a day or an instant; the newest bar where the end is null.
  starts_at text not null,
  ends_at text,
  config_blob text not null,
  config_hash char(64) not null,
  metadata json not null,
  cells integer not null check (cells > 0),
  shards integer not null check (shards > 0),
  requested_by text not null,
  requested_at timestamptz not null,
  dispatched_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  -- Who starts executions shows the token; until that instant nobody else does, or nobody tries again.
  dispatch_token integer not null default 0,
  dispatch_until timestamptz,
  dispatch_failures integer not null default 0,
  headline json,
  summary json
);
create index sweep_jobs_by_time on research.sweep_jobs (requested_at desc, id desc);
create index sweep_jobs_by_status on research.sweep_jobs (status, requested_at desc, id desc);

create table research.sweep_job_events (
  job_id text not null references research.sweep_jobs (id),
  sequence bigint generated always as identity,
  at timestamptz not null,
  event text not null,
  detail text,
  primary key (job_id, sequence)
);

-- The last shard of a job has no cells: it gathers what the others left.
create table research.sweep_shards (
  job_id text not null references research.sweep_jobs (id),
  shard integer not null,
  status text not null check (status in ('waiting', 'running', 'done')),
  -- Grows with every claim and release: a write under an older token comes from an execution that was given up.
  token bigint not null default 0,
  holder text,
  lease_until timestamptz,
  starts integer not null default 0,
  execution text,
  -- Newest sign of the holder's life; and of either it or a start.
  heartbeat_at timestamptz,
  seen_at timestamptz,
  done integer not null default 0,
  failed integer not null default 0,
  primary key (job_id, shard)
);

create table research.sweep_cells (
  job_id text not null references research.sweep_jobs (id),
  cell integer not null check (cell >= 0),
  status text not null check (status in ('ok', 'failed')),
  reason text,
  params json not null,
  intents bigint not null,
  accepted bigint not null,
  refused json not null,
  metrics json,
  digest text,
  primary key (job_id, cell)
);

-- Every cell ever tried for a hypothesis, once; Sharpe ratios are per day, null where the sample could not say.
create table research.trials (
  hypothesis text not null,
  digest char(64) not null,
  sharpe_per_day double precision,
  job_id text not null,
  tried_at timestamptz not null,
  primary key (hypothesis, digest)
);

create table research.promotions (
  job_id text not null references research.sweep_jobs (id),
  sequence bigint generated always as identity,
  cell integer not null,
  verdict text not null check (verdict in ('PROMOTED', 'REFUSED')),
  gates json not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (job_id, sequence)
);

-- A row for each time a frame was saved; the newest of a path tells what lies there.
create table research.frames (
  id char(32) primary key,
  path text not null,
  saved_at timestamptz not null,
  symbol text not null,
  strategy text not null,
  vendor text not null,
  interval text not null,
  rows integer not null,
  columns json not null,
  source text not null,
  job_id text,
  content_hash char(64) not null,
  data_start timestamptz,
  data_end timestamptz
);
create index frames_by_time on research.frames (saved_at desc, id desc);
create index frames_by_path on research.frames (path, saved_at desc);
