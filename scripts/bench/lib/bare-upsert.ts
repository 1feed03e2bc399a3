/** The order consumer's bound: one connection, one multi-row upsert per batch, and nothing around it. */
import type pg from 'pg'
import { isoOf } from '../../../shared/base/instant.ts'
import type { OrderIntent } from '../../../shared/contracts/orders.ts'

const TABLE_SQL = `
  create schema if not exists bench;
  create table if not exists bench.orders (like trading.orders including all)`

const UPSERT_SQL = `
  insert into bench.orders as o (book, id, symbol, side, strategy, run_id, qty, limit_price, status, rank, execute,
    synthetic, submitted_at, good_until, created_at, updated_at)
  select a.*, $15, $15 from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::numeric[], $8::numeric[], $9::text[], $10::smallint[], $11::boolean[], $12::boolean[], $13::timestamptz[],
    $14::timestamptz[]) as a
  on conflict (book, id) do update set status = excluded.status, rank = excluded.rank, updated_at = excluded.updated_at
    where o.rank < excluded.rank`

/**
 * Rows per second of the same intents in the same batches. Columns are made before the clock starts; the table keeps
 * its rows, so that it grows as the desk's does.
 */
export async function upsertBare(
  pool: pg.Pool,
  intents: readonly OrderIntent[],
  batches: readonly number[],
): Promise<number> {
  await pool.query(TABLE_SQL)
  const starts = batches.map((_, index) => batches.slice(0, index).reduce((sum, count) => sum + count, 0))
  const values = starts.map((at, index) => valuesOf(intents.slice(at, at + (batches[index] ?? 0))))
  const startedMs = performance.now()
  for (const batch of values) await pool.query({ name: 'bare-upsert', text: UPSERT_SQL, values: batch })
  return (intents.length / (performance.now() - startedMs)) * 1_000
}

function valuesOf(intents: readonly OrderIntent[]): unknown[] {
  const column = <T>(pick: (intent: OrderIntent) => T): T[] => intents.map(pick)
  return [
    column(({ book }) => book),
    column(({ id }) => id),
    column(({ symbol }) => symbol),
    column(({ side }) => side),
    column(({ strategy }) => strategy),
    column(({ runId }) => runId),
    column(({ qty }) => qty),
    column(({ priceHint }) => priceHint),
    column(() => 'pending'),
    column(() => 1),
    column(({ execute }) => execute),
    column(({ synthetic }) => synthetic),
    column(({ timestamp }) => isoOf(timestamp)),
    column(({ goodUntil }) => (goodUntil === null ? null : isoOf(goodUntil))),
    new Date().toISOString(),
  ]
}
