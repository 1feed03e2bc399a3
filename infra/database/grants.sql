-- What the desk and the sweep worker may do, decided table by table. Applied by `npm run migrate` after the migrations,
-- in one transaction, as often as you like: whatever was granted before and does not stand here is gone afterwards.
--
-- Grants go to two group roles without a login; the login of an identity is a member of its group. Neither may create,
-- alter, drop or truncate anything, or grant what it has. Looking at a row under a lock needs UPDATE on a column of it.

do $$
begin
  if not exists (select from pg_roles where rolname = 'gatehouse_app') then
    create role gatehouse_app nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'gatehouse_sweeper') then
    create role gatehouse_sweeper nologin;
  end if;
  -- Whoever has a login on the server is not thereby somebody in this database.
  execute format('revoke all on database %I from public, gatehouse_app, gatehouse_sweeper', current_database());
  execute format('grant connect on database %I to gatehouse_app, gatehouse_sweeper', current_database());
end $$;

revoke create on schema public from public;
revoke all on public.gatehouse_migrations from gatehouse_app, gatehouse_sweeper;
revoke all on all tables in schema trading, market, ops, research from gatehouse_app, gatehouse_sweeper;
revoke all on schema trading, market, ops, research from public, gatehouse_app, gatehouse_sweeper;

-- Tables that a later migration makes can be read by the desk; what else may be done to them is to be decided here.
alter default privileges in schema trading, market, ops, research grant select on tables to gatehouse_app;
alter default privileges revoke execute on functions from public;

-- The desk ----------------------------------------------------------------------------------------------------------

grant usage on schema trading, market, ops, research to gatehouse_app;
grant select on all tables in schema trading, market, ops, research to gatehouse_app;
-- Who applied what is read, and nobody but the migrator writes it.
grant select on public.gatehouse_migrations to gatehouse_app;

-- Read under a share lock in every decision. The one value that this column can have is the one it has, so the state
-- itself is out of reach: a person sets it.
grant update (singleton) on trading.trading_state to gatehouse_app;

-- What happened stays as it was written.
grant insert on
  trading.runs, trading.run_events, trading.intents, trading.order_events, trading.fills,
  market.signals, market.regimes,
  ops.dead_letters, ops.schedule_books,
  research.sweep_job_events, research.promotions
to gatehouse_app;

-- What moves on, and is never taken back.
grant insert, update on
  trading.orders, trading.positions, trading.daily_reports,
  market.bar_states, market.watchlists,
  ops.consumer_marks, ops.schedule_slots, ops.startup_checks,
  research.sweep_jobs, research.sweep_shards
to gatehouse_app;

-- What is done with: sent events, forgotten keys, leases that were given back, closures that were taken back.
grant insert, update, delete on ops.outbox, ops.idempotency, ops.leases, market.closures to gatehouse_app;

-- A trial counts for good; only a ratio that was not known may be filled in.
grant insert, update (sharpe_per_day) on research.trials to gatehouse_app;

-- Cells and frames are the worker's, and the desk reads them: research.sweep_cells, research.frames.

-- The sweep worker --------------------------------------------------------------------------------------------------

grant usage on schema research, ops to gatehouse_sweeper;
grant select, update on research.sweep_jobs, research.sweep_shards to gatehouse_sweeper;
grant select, insert on research.sweep_cells, research.sweep_job_events, research.frames to gatehouse_sweeper;
grant select, insert, update (sharpe_per_day) on research.trials to gatehouse_sweeper;
-- It puts a job's result there, once by its id, and sees nothing else of what waits.
grant insert, select (event_id) on ops.outbox to gatehouse_sweeper;

-- People ------------------------------------------------------------------------------------------------------------

-- Administrators of an Azure server are no superusers, and the tables are the migrator's: what the runbook has a person
-- do is granted here. They read everything, set the trading state, and clear dead letters and leases.
do $$
begin
  if exists (select from pg_roles where rolname = 'azure_pg_admin') then
    execute format('grant connect on database %I to azure_pg_admin', current_database());
    revoke all on public.gatehouse_migrations from azure_pg_admin;
    revoke all on all tables in schema trading, market, ops, research from azure_pg_admin;
    grant usage on schema trading, market, ops, research to azure_pg_admin;
    grant select on public.gatehouse_migrations to azure_pg_admin;
    grant select on all tables in schema trading, market, ops, research to azure_pg_admin;
    grant insert, update on trading.trading_state to azure_pg_admin;
    grant delete on ops.dead_letters, ops.leases to azure_pg_admin;
  end if;
end $$;
