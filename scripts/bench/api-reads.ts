/**
 * What each page of the dashboard reads, with a million orders in Postgres. The bound is `GET /health/live`, which
 * touches nothing, asked in the same way between them.
 */
import type pg from 'pg'
import type { Platform } from '../platform/platform.ts'
import { onConnection, onDesk } from './lib/desk.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { load } from './lib/http-load.ts'
import { quantile, spreadOf } from './lib/spread.ts'

const ORDERS = 1_000_000
const SYMBOLS = 400
const ASKED = 200
const P95_MAX_MS = 50

/** The reads of each page, its slowest filters among them. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  today: ['/overview?book=practice', '/schedule?book=practice'],
  watchlist: ['/watchlists?book=practice', '/watchlist?book=practice'],
  orders: [
    '/orders?limit=50',
    '/orders?book=practice&limit=50',
    '/orders?book=practice&symbol=S7&limit=50',
    '/orders?book=practice&status=filled&limit=50',
    '/orders?book=practice&status=rejected&limit=50',
    '/orders?status=rejected&symbol=S7&limit=50',
    '/fills?book=practice&limit=100',
  ],
  positions: ['/positions?book=practice&limit=100'],
  router: ['/router/runs?book=practice&limit=50'],
  reports: ['/reports/daily?book=practice'],
  symbol: ['/signals/S7?book=practice&limit=100', '/orders?symbol=S7&limit=50'],
}

/** Orders, their fills and runs over a year, as a busy desk leaves them. */
const FILL_SQL = `
  insert into trading.orders (book, id, symbol, side, strategy, run_id, qty, filled_qty, avg_price, limit_price, status,
    rank, execute, synthetic, submitted_at, created_at, updated_at)
  select case when n % 5 = 0 then 'paper' else 'practice' end, lpad(to_hex(n), 32, '0'), 'S' || n % ${SYMBOLS}, 'buy',
    'breakout', lpad(to_hex(n), 32, '0'), 10, case when n % 3 = 0 then 10 else 0 end, 50, 50,
    case when n % 3 = 0 then 'filled' else 'intent' end, case when n % 3 = 0 then 4 else 0 end, true, true,
    timestamptz '2025-01-02' + n * interval '30 seconds', timestamptz '2025-01-02' + n * interval '30 seconds',
    timestamptz '2025-01-02' + n * interval '30 seconds'
  from generate_series(1, ${ORDERS}) n;
  insert into trading.fills (book, id, order_id, symbol, side, qty, price, fee, cost, spread, spread_source, synthetic,
    filled_at)
  select book, id, id, symbol, side, 10, 50, 1, 0.1, 0.01, 'assumed', true, created_at
  from trading.orders where status = 'filled';
  insert into trading.runs (id, book, symbol, strategy, trigger, interval, decided_at, synthetic, report)
  select id, book, symbol, 'breakout', 'bar', '15Min', created_at, true, '{}' from trading.orders;
  insert into trading.positions (book, symbol, net_qty, avg_price, realized_pnl, fees, updated_at)
  select 'practice', 'S' || n, 100, 50, 0, 0, timestamptz '2025-12-01' from generate_series(0, ${SYMBOLS - 1}) n`

export async function apiReads(): Promise<Figure[]> {
  return await onDesk({ durable: false }, async (desk) => {
    await onConnection(desk.databaseUrl, async (pool: pg.Pool) => {
      await pool.query(FILL_SQL)
      await pool.query('analyze')
    })
    const ask = async (path: string) =>
      (await load({ ...one(desk), count: ASKED, call: () => ({ method: 'GET', path }) })).latencies
    await ask('/health/live')
    const bare = quantile(await ask('/health/live'), 0.95)
    const figures: Figure[] = []
    for (const [page, paths] of Object.entries(PAGES)) {
      const slowest = { path: '', latencies: [0] as readonly number[] }
      for (const path of paths) {
        const latencies = await ask(path)
        if (quantile(latencies, 0.95) > quantile(slowest.latencies, 0.95)) Object.assign(slowest, { path, latencies })
      }
      figures.push(
        figureOf({
          name: `api-reads.${page}.p95`,
          value: quantile(slowest.latencies, 0.95),
          unit: 'ms',
          bound: { what: 'GET /health/live, p95', value: bare },
          aim: { on: 'value', atMost: P95_MAX_MS },
          detail: { orders: ORDERS, reads: paths.length, slowest: slowest.path, spread: spreadOf(slowest.latencies) },
        }),
      )
    }
    return figures
  })
}

const one = (desk: Platform) => ({ origin: desk.url, concurrent: 1 })
