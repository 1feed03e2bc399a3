/** The orders of a book. */
import { useOrders } from '../api/list-queries.ts'
import { ListPanel } from '../parts/list.tsx'
import type { View } from '../shell/route.ts'
import { EmptyList } from './empty-list.tsx'
import { ORDER_COLUMNS, orderId } from './order-columns.tsx'

export function OrdersList({ view }: { readonly view: View }) {
  const { book, symbol, status } = view
  const query = useOrders({ book, symbol, status })
  return (
    <ListPanel
      title="Orders"
      caption={`Orders in book ${book}`}
      query={query}
      columns={ORDER_COLUMNS}
      rowId={orderId}
      empty={<EmptyList noun="orders" view={view} />}
    />
  )
}
