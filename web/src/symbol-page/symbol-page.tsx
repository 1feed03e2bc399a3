/** One symbol in one book: its candles with what happened on them, and why it was refused. */
import { useMemo } from 'react'
import type { Fill } from '../../../shared/contracts/orders.ts'
import { isRefusal } from '../../../shared/contracts/reasons.ts'
import { symbolSchema } from '../../../shared/contracts/scalars.ts'
import { useFills, useOrders, useRuns } from '../api/list-queries.ts'
import { CandlesPanel } from '../chart/candles-panel.tsx'
import { EmptyList } from '../orders-page/empty-list.tsx'
import { FILL_COLUMNS, fillId } from '../orders-page/fill-columns.tsx'
import { ORDER_COLUMNS, orderId } from '../orders-page/order-columns.tsx'
import { BookPicker } from '../parts/book-picker.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { ListPanel, More, useRows } from '../parts/list.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { RUN_COLUMNS, runId } from '../router-page/run-columns.tsx'
import { Link, useView, type ViewState } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'

export default function SymbolPage({ symbol }: { readonly symbol: string }) {
  const { view, change } = useView()
  const back = { href: hrefOf.watchlist({ book: view.book }), text: 'Watchlist' }
  if (!symbolSchema.safeParse(symbol).success) {
    return (
      <>
        <PageHead title="No such symbol" about={<code>{symbol}</code>} back={back} />
        <Panel title="Where to go">
          <Empty title="This is not written like a symbol.">
            <p>A symbol begins with a letter and has at most 15 letters, digits, dots, dashes or slashes.</p>
          </Empty>
        </Panel>
      </>
    )
  }
  return (
    <>
      <PageHead
        title={symbol}
        about="Its candles, what was ordered and filled on them, and what was refused."
        back={back}
      />
      <search className="filters">
        <BookPicker book={view.book} onBook={(book) => change({ book })} />
      </search>
      <SymbolStory key={view.book} symbol={symbol} view={view} />
    </>
  )
}

const NO_FILLS: readonly Fill[] = []

function SymbolStory({ symbol, view }: { readonly symbol: string; readonly view: ViewState['view'] }) {
  const { book } = view
  const orders = useOrders({ book, symbol })
  const fills = useFills({ book, symbol })
  const orderRows = useRows(orders, orderId)
  const fillRows = useRows(fills, fillId)
  const of = { ...view, symbol, status: null }
  return (
    <div className="stack">
      <CandlesPanel
        book={book}
        symbol={symbol}
        fills={fillRows ?? NO_FILLS}
        {...(orderRows ? { orders: orderRows } : {})}
      />
      <Refusals symbol={symbol} view={view} />
      <ListPanel
        title="Orders"
        caption={`Orders of ${symbol} in book ${book}`}
        query={orders}
        columns={ORDER_COLUMNS}
        rowId={orderId}
        empty={<EmptyList noun="orders" view={of} />}
      />
      <ListPanel
        title="Fills"
        caption={`Fills of ${symbol} in book ${book}`}
        query={fills}
        columns={FILL_COLUMNS}
        rowId={fillId}
        empty={<EmptyList noun="fills" view={of} />}
      />
    </div>
  )
}

/** The runs of the symbol that ended with a reason, among those read. */
function Refusals({ symbol, view: { book } }: { readonly symbol: string; readonly view: ViewState['view'] }) {
  const query = useRuns({ book, symbol })
  const runs = useRows(query, runId)
  const refused = useMemo(
    () => runs?.filter(({ fallbackReason }) => fallbackReason !== null && isRefusal(fallbackReason)),
    [runs],
  )
  return (
    <Panel title="Refusals" readAt={query.dataUpdatedAt}>
      <Loaded reading={{ data: refused, error: query.error }}>
        {(rows) => (
          <>
            {rows.length === 0 ? (
              <Empty title={`No run of ${symbol} in book ${book} was refused${query.hasNextPage ? ' lately' : ''}.`}>
                <p>
                  See <Link href={hrefOf.router({ book, symbol })}>all its runs</Link>, or run the router for it there.
                </p>
              </Empty>
            ) : (
              <DataTable
                caption={`Refused runs of ${symbol} in book ${book}`}
                columns={RUN_COLUMNS}
                rows={rows}
                rowId={runId}
              />
            )}
            <More query={query} count={runs?.length ?? 0} noun="runs" />
          </>
        )}
      </Loaded>
    </Panel>
  )
}
