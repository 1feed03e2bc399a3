/** A trial counts once, however often it is made; the first job that made it is the one that is named. */
export const TRIALS_SQL = `
  insert into research.trials as t (hypothesis, digest, sharpe_per_day, job_id, tried_at)
  select $1, r.digest, r.sharpe, $2, $3
  from unnest($4::text[], $5::float8[]) as r (digest, sharpe)
  order by r.digest
  on conflict (hypothesis, digest) do update
    set sharpe_per_day = coalesce(t.sharpe_per_day, excluded.sharpe_per_day)
    where t.sharpe_per_day is null and excluded.sharpe_per_day is not null`
