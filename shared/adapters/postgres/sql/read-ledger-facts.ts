import * as z from 'zod'
import { type Instant, isoOf } from '../../../base/instant.ts'
import type { Book } from '../../../contracts/books.ts'
import type { LedgerFacts } from '../../../domain/router/index.ts'
import type { Queryable } from '../database.ts'
import { countColumn } from './rows.ts'
import { holdingOf, SYMBOL_LEDGER, stateOf, symbolLedgerShape } from './symbol-ledger.ts'

const SQL = `
  with ${SYMBOL_LEDGER.with}
  select ${SYMBOL_LEDGER.columns},
    (select count(*) from trading.orders o where o.book = $1 and o.symbol = $2 and o.rank between 1 and 3) as working
  from ${SYMBOL_LEDGER.from}`

const rowSchema = z.object({ ...symbolLedgerShape, working: countColumn })

/** Trading state, position and working orders of one symbol, as one consistent read. */
export async function readLedgerFacts(
  transaction: Queryable,
  key: { readonly book: Book; readonly symbol: string },
  now: Instant,
): Promise<LedgerFacts> {
  const rows = await transaction.query('read-ledger-facts', SQL, [key.book, key.symbol, isoOf(now)])
  const row = rowSchema.parse(rows[0])
  return {
    tradingState: stateOf(row),
    holding: holdingOf(row),
    stopPrice: row.stop_price,
    openedAt: row.opened_at,
    workingOrders: row.working + row.unseen,
  }
}
