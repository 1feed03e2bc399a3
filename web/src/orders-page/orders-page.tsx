/** Orders and fills of one book, narrowed by symbol and status. */
import { ORDER_STATUSES, type OrderStatus } from '../../../shared/contracts/orders.ts'
import { BookPicker } from '../parts/book-picker.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { SymbolFilter } from '../parts/symbol-filter.tsx'
import { Link, useView, type ViewState } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf, ORDER_TABS, type OrderTab } from '../shell/route.ts'
import { statusWord } from '../words/events.ts'
import { FillsList } from './fills-list.tsx'
import { OrdersList } from './orders-list.tsx'

const TAB_TITLES: Readonly<Record<OrderTab, string>> = { orders: 'Orders', fills: 'Fills' }
const STATUS_OPTIONS = [['', 'all'], ...ORDER_STATUSES.map((status) => [status, statusWord(status)] as const)] as const

export default function OrdersPage() {
  const { view, change } = useView()
  return (
    <>
      <PageHead title="Orders & Fills" about="What was sent, and what became of it." />
      <Filters view={view} change={change} />
      <nav className="tabs" aria-label="Lists of this book">
        {ORDER_TABS.map((tab) => (
          <Link key={tab} href={hrefOf.orders({ ...view, tab })} aria-current={tab === view.tab ? 'page' : undefined}>
            {TAB_TITLES[tab]}
          </Link>
        ))}
      </nav>
      <div className="stack">
        {view.tab === 'orders' ? <OrdersList view={view} /> : null}
        {view.tab === 'fills' ? <FillsList view={view} /> : null}
      </div>
    </>
  )
}

function Filters({ view, change }: ViewState) {
  return (
    <search className="filters">
      <BookPicker book={view.book} onBook={(book) => change({ book })} />
      <SymbolFilter symbol={view.symbol} onSymbol={(symbol) => change({ symbol })} />
      {view.tab === 'orders' ? (
        <ChoiceField
          label="Status"
          value={view.status ?? ''}
          options={STATUS_OPTIONS}
          onText={(status) => change({ status: status === '' ? null : (status as OrderStatus) })}
        />
      ) : null}
    </search>
  )
}
