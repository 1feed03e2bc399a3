/** How much of an order is filled. The whole is UNKNOWN while a broker's report has come before the intent. */
import type { OrderRow } from '../../../shared/contracts/api/lists.ts'
import { quantityText } from '../format/number.ts'
import { Known } from '../parts/unknown.tsx'

export const NO_INTENT = 'A broker’s report came before the intent.'

export function FilledOf({ order }: { readonly order: OrderRow }) {
  return (
    <>
      {quantityText(order.filledQty)} of <Known value={order.qty} show={quantityText} why={NO_INTENT} />
    </>
  )
}
