/** Every row of the desk as text, so that two moments can be compared to the last column. */
import type { Database } from '../../../shared/adapters/postgres/database.ts'

const TABLES = [
  ...['runs', 'run_events', 'intents', 'orders', 'order_events', 'fills', 'positions'].map((name) => `trading.${name}`),
  ...['bar_states', 'signals', 'regimes'].map((name) => `market.${name}`),
  ...['dead_letters', 'consumer_marks', 'outbox'].map((name) => `ops.${name}`),
]

export async function dumpOf(database: Database): Promise<readonly string[]> {
  const dumps: string[] = []
  for (const table of TABLES) {
    const rows = await database.query(null, `select to_jsonb(t)::text as row from ${table} t order by 1`)
    dumps.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return dumps
}
