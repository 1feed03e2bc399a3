import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MigratedDatabase, startMigratedDatabase } from '../../scripts/testing/migrated-database.ts'
import { createClosureStore } from '../adapters/postgres/closures.ts'
import { createLedger } from '../adapters/postgres/ledger.ts'
import { createReads } from '../adapters/postgres/reads.ts'
import { createReportStore } from '../adapters/postgres/reports.ts'
import { createWatchlistStore } from '../adapters/postgres/watchlists.ts'
import { readOverview } from './read-overview.ts'

const NOW = Date.parse('2026-03-04T17:00:00Z')
let server: MigratedDatabase
beforeAll(async () => {
  server = await startMigratedDatabase(2, NOW)
})
afterAll(async () => await server?.[Symbol.asyncDispose]())

test('a book with more positions than a page holds shows the exposure of all of them', async () => {
  const { database } = server
  const count = 620
  await database.query(
    null,
    `with held as (select 'S' || n as symbol from generate_series(1, $1::int) n),
     marks as (insert into market.signals (book, symbol, interval, at, open, high, low, price, volume, synthetic)
       select 'practice', symbol, '1Min', $2, 5, 5, 5, 5, 100, true from held)
     insert into trading.positions (book, symbol, net_qty, avg_price, realized_pnl, fees, updated_at)
       select 'practice', symbol, 2, 4, 0, 1, $2 from held`,
    [count, new Date(NOW)],
  )
  const ports = {
    clock: { now: () => NOW },
    reads: createReads(database),
    ledger: createLedger(database, { reach: async () => undefined }),
    closures: createClosureStore(database),
    watchlists: createWatchlistStore(database),
    reports: createReportStore(database),
    settings: { equityBaseUsd: 10_000 },
  }
  const { exposure, pnl } = await readOverview(ports, 'practice')
  expect(exposure).toMatchObject({ positions: count, notional: String(count * 2 * 5), percent: 62 })
  expect(pnl.unrealized).toBe(String(count * 2))
})
