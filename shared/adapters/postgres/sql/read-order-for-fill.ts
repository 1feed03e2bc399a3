import * as z from 'zod'
import { orderStatusSchema } from '../../../contracts/orders.ts'
import type { ReportedOrder } from '../../../ports/ledger.ts'
import type { Queryable } from '../database.ts'
import { decimalColumn } from './rows.ts'

const SQL = `
  select o.qty, o.filled_qty, o.avg_price, o.status,
    coalesce((select array_agg(f.id::text) from trading.fills f where f.book = o.book
      and f.order_id = o.id), '{}') as fill_ids
  from trading.orders o
  where o.book = $1 and o.id = $2
  for update`

const rowSchema = z
  .object({
    qty: decimalColumn.nullable(),
    filled_qty: decimalColumn,
    avg_price: decimalColumn.nullable(),
    status: orderStatusSchema,
    fill_ids: z.array(z.string()),
  })
  .transform(
    (row): ReportedOrder => ({
      qty: row.qty,
      filledQty: row.filled_qty,
      avgPrice: row.avg_price,
      status: row.status,
      fillIds: row.fill_ids,
    }),
  )

/** The locked order with the ids of the fills it has; null when there is none. */
export async function readOrderForFill(
  transaction: Queryable,
  key: { readonly book: string; readonly orderId: string },
): Promise<ReportedOrder | null> {
  const [row] = await transaction.query('read-order-for-fill', SQL, [key.book, key.orderId])
  return row ? rowSchema.parse(row) : null
}
