/** One order: what was asked, what was done, its trail, its fills and where they fell on the chart. */
import { useMemo } from 'react'
import type { OrderDetail } from '../../../shared/contracts/api/lists.ts'
import { faultOf } from '../api/fault.ts'
import { useOrderDetail } from '../api/list-queries.ts'
import { CandlesPanel } from '../chart/candles-panel.tsx'
import { priceText, quantityText } from '../format/number.ts'
import { Age, Moment } from '../parts/age.tsx'
import { BookTag } from '../parts/book-picker.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Facts } from '../parts/facts.tsx'
import { Mark, StatusMark, SyntheticMark } from '../parts/mark.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords, STATUS_WORDS, strategyWords } from '../words/events.ts'
import { FILL_COLUMNS, fillId } from './fill-columns.tsx'
import { FilledOf, NO_INTENT } from './filled-of.tsx'

export default function OrderPage({ id }: { readonly id: string }) {
  const query = useOrderDetail(id)
  const fault = query.error ? faultOf(query.error) : null
  const isAbsent = fault?.kind === 'problem' && fault.problem.status === 404
  return (
    <>
      <PageHead
        title={`Order ${id.slice(0, 8)}`}
        about={<code>{id}</code>}
        back={{ href: hrefOf.orders(), text: 'Orders & Fills' }}
      />
      {isAbsent ? (
        <Panel title="Not stored yet">
          <Empty title="The desk has no order with this id.">
            <p>If it was published just now, the order consumer is about to store it: this page keeps looking.</p>
            <p>
              If it stays so, see <Link href={hrefOf.health()}>Health</Link> for the consumer’s lag.
            </p>
          </Empty>
        </Panel>
      ) : (
        <Loaded reading={query}>{(order) => <OrderStory order={order} readAt={query.dataUpdatedAt} />}</Loaded>
      )}
    </>
  )
}

function OrderStory({ order, readAt }: { readonly order: OrderDetail; readonly readAt: number }) {
  return (
    <div className="stack">
      <Panel title="State" readAt={readAt}>
        <div className={`outcome outcome-${STATUS_WORDS[order.status].tone}`}>
          <p>
            <StatusMark status={order.status} /> {STATUS_WORDS[order.status].words}
          </p>
          {order.reason ? (
            <p>
              {reasonWords(order.reason)} <code>{order.reason}</code>
            </p>
          ) : null}
        </div>
        <OrderFacts order={order} />
      </Panel>
      <Panel title="Trail">
        <Trail order={order} />
      </Panel>
      <Panel title="Fills">
        {order.fills.length === 0 ? (
          <Empty title="No fills.">
            <p>{STATUS_WORDS[order.status].words}</p>
          </Empty>
        ) : (
          <DataTable caption="Fills of this order" columns={FILL_COLUMNS} rows={order.fills} rowId={fillId} />
        )}
      </Panel>
      <CandlesPanel book={order.book} symbol={order.symbol} fills={order.fills} />
    </div>
  )
}

function OrderFacts({ order }: { readonly order: OrderDetail }) {
  const isUnfilled = order.filledQty === '0'
  return (
    <Facts
      facts={[
        [
          'Order',
          <strong key="order">
            {order.side} <Known value={order.qty} show={quantityText} why={NO_INTENT} /> {order.symbol}
          </strong>,
        ],
        ['Book', <BookTag key="book" book={order.book} />],
        ['Filled', <FilledOf key="filled" order={order} />],
        ['Mean price', isUnfilled ? 'not filled' : <Known key="mean" value={order.avgPrice} show={priceText} />],
        ['Price at decision', <Known key="hint" value={order.limitPrice} show={priceText} why={NO_INTENT} />],
        ['Strategy', <Known key="strategy" value={order.strategy} show={strategyWords} why={NO_INTENT} />],
        ['Prices', order.synthetic ? <SyntheticMark key="prices" synthetic /> : 'real'],
        ['Broker’s id', order.brokerOrderId ?? 'none given'],
        ['Decided', <Known key="decided" value={order.submittedAt} show={(at) => <Age at={at} />} why={NO_INTENT} />],
        ['Created', <Age key="created" at={order.createdAt} />],
        ['Changed', <Age key="updated" at={order.updatedAt} />],
        [
          'Run',
          order.runId === null ? (
            'none'
          ) : (
            <Link key="run" href={hrefOf.run(order.runId)}>
              {order.runId.slice(0, 8)}
            </Link>
          ),
        ],
      ]}
    />
  )
}

function Trail({ order }: { readonly order: OrderDetail }) {
  const events = useMemo(() => [...order.events].sort((a, b) => a.sequence - b.sequence), [order.events])
  if (events.length === 0) return <p className="quiet pad">No event is stored for this order.</p>
  return (
    <ol className="timeline">
      {events.map(({ sequence, at, status, event, detail }) => (
        <li key={sequence} className={`step step-${STATUS_WORDS[status].tone}`}>
          <span className="step-name">
            <Mark tone={STATUS_WORDS[status].tone} word={status.replaceAll('_', ' ')} />
          </span>
          <span>
            {STATUS_WORDS[status].words}
            {detail ? <span className="step-detail">{reasonWords(detail)}</span> : null}
          </span>
          <span className="step-code">
            <code>{event}</code>
            <Moment at={at} />
          </span>
        </li>
      ))}
    </ol>
  )
}
