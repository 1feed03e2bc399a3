/** Today: one book at a glance, and what the schedule did and will do. */
import { lazy, Suspense } from 'react'
import type { Overview } from '../../../shared/contracts/api/overview.ts'
import type { Book } from '../../../shared/contracts/books.ts'
import { useOverview } from '../api/day-queries.ts'
import { dollarsText, percentText, pnlText, statisticText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import { BookPicker } from '../parts/book-picker.tsx'
import { Facts } from '../parts/facts.tsx'
import { Mark } from '../parts/mark.tsx'
import { Loaded, Panel } from '../parts/panel.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { Link, useView } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords, type Tone } from '../words/events.ts'
import { SchedulePanel } from './schedule-panel.tsx'
import { SessionClock } from './session-panel.tsx'

// Only a desk that practises has something to tell.
const PracticeNote = lazy(() => import('./practice-note.tsx'))

export default function TodayPage() {
  const { view, change } = useView()
  const { book, day } = view
  return (
    <>
      <PageHead title="Today" about="Where the day stands, in one book at a time." />
      <search className="filters">
        <BookPicker book={book} onBook={(chosen) => change({ book: chosen })} />
      </search>
      <Suspense>
        <PracticeNote />
      </Suspense>
      <div className="stack">
        <OverviewPanels book={book} />
        <SchedulePanel key={book} book={book} day={day} onDay={(chosen) => change({ day: chosen })} />
      </div>
    </>
  )
}

function OverviewPanels({ book }: { readonly book: Book }) {
  const query = useOverview(book)
  const { data } = query
  const panel = { readAt: query.dataUpdatedAt }
  if (!data) {
    return (
      <Panel title="Session">
        <Loaded reading={query}>{() => null}</Loaded>
      </Panel>
    )
  }
  return (
    <>
      <Loaded reading={query}>{() => null}</Loaded>
      <div className="glance">
        <Panel title="Session" {...panel}>
          <SessionClock session={data.session} />
        </Panel>
        <Panel title="Trading" {...panel}>
          <Trading state={data.tradingState} />
        </Panel>
        <Panel title="Exposure" {...panel}>
          <Exposure exposure={data.exposure} book={book} />
        </Panel>
        <Panel title="Profit and loss today, USD" {...panel}>
          <Profit pnl={data.pnl} />
        </Panel>
        <Panel title="Newest of each" {...panel}>
          <Newest newest={data.newest} book={book} />
        </Panel>
        <Panel title="Last report" {...panel}>
          <LastReport report={data.lastReport} book={book} />
        </Panel>
      </div>
    </>
  )
}

const STATES: Readonly<Record<Exclude<Overview['tradingState']['state'], 'UNKNOWN'>, readonly [Tone, string]>> = {
  ACTIVE: ['good', 'Orders that pass every gate go out.'],
  REDUCING: ['warn', 'Only orders that shrink a position go out.'],
  HALTED: ['bad', 'No order goes out. Orders that already work go on.'],
}

function Trading({ state: { state, reason, setBy, setAt } }: { readonly state: Overview['tradingState'] }) {
  if (state === 'UNKNOWN') {
    return (
      <p className="pad">
        The trading state is <Unknown />: it cannot be read, so nothing is published. See{' '}
        <Link href={hrefOf.health()}>Health</Link>.
      </p>
    )
  }
  const [tone, words] = STATES[state]
  return (
    <>
      <div className={`outcome outcome-${tone}`}>
        <Mark tone={tone} word={state} /> {words}
      </div>
      <Facts
        facts={[
          ['Reason', reason === null ? 'none given' : reasonWords(reason)],
          ['Set by', setBy ?? 'the desk’s first start'],
          // The desk's first state carries the beginning of time.
          ['Set', setAt === null || setAt <= 0 ? 'never changed' : <Age key="set" at={setAt} />],
        ]}
      />
    </>
  )
}

const NO_PRICE = 'The last price of a position is UNKNOWN.'

function Exposure({ exposure, book }: { readonly exposure: Overview['exposure']; readonly book: Book }) {
  const { notional, percent, equityBase, positions, workingOrders } = exposure
  return (
    <Facts
      facts={[
        ['Held, USD', <Known key="held" value={notional} show={dollarsText} why={NO_PRICE} />],
        ['Of the equity base', <Known key="percent" value={percent} show={shareText} why={NO_PRICE} />],
        ['Equity base, USD', statisticText(equityBase, 8)],
        [
          'Positions',
          <Link key="positions" href={hrefOf.positions({ book })}>
            {positions} open
          </Link>,
        ],
        [
          'Orders',
          <Link key="orders" href={hrefOf.orders({ book })}>
            {workingOrders} working
          </Link>,
        ],
      ]}
    />
  )
}

const shareText = (percent: number): string => percentText(percent / 100)

function Profit({ pnl: { realized, fees, unrealized, net } }: { readonly pnl: Overview['pnl'] }) {
  return (
    <Facts
      facts={[
        [
          'Net',
          <strong key="net">
            <Known value={net} show={pnlText} why={NO_PRICE} />
          </strong>,
        ],
        ['Realised', pnlText(realized)],
        ['Unrealised', <Known key="unrealized" value={unrealized} show={pnlText} why={NO_PRICE} />],
        ['Fees', dollarsText(fees)],
      ]}
    />
  )
}

function Newest({ newest, book }: { readonly newest: Overview['newest']; readonly book: Book }) {
  const age = (at: number | null) => (at === null ? 'none yet' : <Age at={at} />)
  const { bar, watchlist, run, order, fill } = newest
  return (
    <>
      <Facts
        facts={[
          ['Bar', age(bar)],
          ['Watchlist', age(watchlist)],
          ['Run', age(run)],
          ['Order', age(order)],
          ['Fill', age(fill)],
        ]}
      />
      {bar === null && run === null ? (
        <p className="pad quiet">
          Book {book} is empty so far. <Link href={hrefOf.router()}>Run the router</Link>, replay a past day with{' '}
          <code>npm run day</code>, or pick another book.
        </p>
      ) : null}
    </>
  )
}

function LastReport({ report, book }: { readonly report: Overview['lastReport']; readonly book: Book }) {
  if (report === null) {
    return (
      <div className="empty">
        <p className="empty-title">No report in book {book} yet.</p>
        <p>The schedule makes one at 18:00 New York time; “Run now” at Daily report makes it at once.</p>
      </div>
    )
  }
  return (
    <Facts
      facts={[
        [
          'Day',
          <Link key="day" href={hrefOf.report(report.day, { book })}>
            {report.day}
          </Link>,
        ],
        [
          'Net, USD',
          <Known key="net" value={report.netPnl} show={pnlText} why="A price was UNKNOWN when it was made." />,
        ],
        ['Made', <Age key="made" at={report.madeAt} />],
      ]}
    />
  )
}
