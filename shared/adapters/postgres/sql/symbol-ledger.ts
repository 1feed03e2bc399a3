/** What a decision reads of one symbol in one book: trading state, position, its stop, and intents on their way. */
import * as z from 'zod'
import { ZERO } from '../../../base/decimal.ts'
import { TRADING_STATES } from '../../../contracts/orders.ts'
import type { StoredState } from '../../../domain/risk/index.ts'
import type { LedgerFacts } from '../../../domain/router/index.ts'
import { countColumn, decimalColumn, instantColumn } from './rows.ts'

/**
 * Parameters 1 to 3 are book, symbol and the caller's clock. The state row is share-locked: an engaged kill switch and
 * an intent cannot both commit unseen by each other.
 */
export const SYMBOL_LEDGER = {
  with: 'state as (select state, reason, set_by, set_at from trading.trading_state for share)',
  columns: `s.state, s.reason, s.set_by, s.set_at, p.net_qty, p.avg_price, p.realized_pnl, p.fees,
    e.stop_price, e.opened_at,
    (select count(*) from trading.intents i
     where i.book = $1 and i.symbol = $2 and i.execute and i.expires_at > $3
       and not exists (select 1 from trading.orders o where o.book = i.book and o.id = i.id)) as unseen`,
  from: `(select 1) one
    left join state s on true
    left join trading.positions p on p.book = $1 and p.symbol = $2
    left join lateral (
      select (i.body ->> 'stop_price')::float8 as stop_price, o.submitted_at as opened_at
      from trading.orders o join trading.intents i on i.id = o.id
      where p.net_qty > 0 and o.book = $1 and o.symbol = $2 and o.side = 'buy' and o.filled_qty > 0
      order by o.created_at desc, o.id desc limit 1) e on true`,
} as const

export const symbolLedgerShape = {
  state: z.enum(TRADING_STATES).nullable().catch(null),
  reason: z.string().nullable(),
  set_by: z.string().nullable(),
  set_at: instantColumn.nullable(),
  net_qty: decimalColumn.nullable(),
  avg_price: decimalColumn.nullable(),
  realized_pnl: decimalColumn.nullable(),
  fees: decimalColumn.nullable(),
  stop_price: z.number().nullable(),
  opened_at: instantColumn.nullable(),
  unseen: countColumn,
} as const

export function stateOf(row: {
  readonly state: (typeof TRADING_STATES)[number] | null
  readonly reason: string | null
  readonly set_by: string | null
  readonly set_at: number | null
}): StoredState {
  if (row.state === null || row.set_by === null || row.set_at === null) {
    return { state: 'UNKNOWN', reason: 'the trading state row is missing or unreadable' }
  }
  return { state: row.state, reason: row.reason, setBy: row.set_by, setAt: row.set_at }
}

export function holdingOf(row: {
  readonly net_qty: string | null
  readonly avg_price: string | null
  readonly realized_pnl: string | null
  readonly fees: string | null
}): LedgerFacts['holding'] {
  if (row.net_qty === null || row.realized_pnl === null || row.fees === null) {
    return { netQty: ZERO, avgPrice: null, realizedPnl: ZERO, fees: ZERO }
  }
  return { netQty: row.net_qty, avgPrice: row.avg_price, realizedPnl: row.realized_pnl, fees: row.fees }
}
