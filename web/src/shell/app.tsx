/** The frame around every page: skip link, name, pages, readiness and colours. */
import { lazy, Suspense, useState, useSyncExternalStore } from 'react'
import { connectionOf, subscribeConnection } from '../api/connection.ts'
import { useReady } from '../api/health-queries.ts'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { Mark } from '../parts/mark.tsx'
import { Empty, Panel } from '../parts/panel.tsx'
import { useSession } from '../session/session.ts'
import { Account } from './account.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Gate, isOpen } from './gate.tsx'
import { Link, useRoute } from './location.tsx'
import { PageHead } from './page-head.tsx'
import { hrefOf, type Route } from './route.ts'
import { SessionBanner } from './session-banner.tsx'
import { chooseTheme, rememberedTheme, THEMES, type Theme } from './settings.ts'

// Each page is a chunk of its own: the frame is on the screen before the page is read.
const TodayPage = lazy(() => import('../today-page/today-page.tsx'))
const WatchlistPage = lazy(() => import('../watchlist-page/watchlist-page.tsx'))
const SymbolPage = lazy(() => import('../symbol-page/symbol-page.tsx'))
const RouterPage = lazy(() => import('../router-page/router-page.tsx'))
const RunPage = lazy(() => import('../router-page/run-page.tsx'))
const OrdersPage = lazy(() => import('../orders-page/orders-page.tsx'))
const OrderPage = lazy(() => import('../orders-page/order-page.tsx'))
const PositionsPage = lazy(() => import('../positions-page/positions-page.tsx'))
const ReportsPage = lazy(() => import('../reports-page/reports-page.tsx'))
const ReportPage = lazy(() => import('../reports-page/report-page.tsx'))
const SweepsPage = lazy(() => import('../sweeps-page/sweeps-page.tsx'))
const SweepPage = lazy(() => import('../sweep-page/sweep-page.tsx'))
const CellPage = lazy(() => import('../cell-page/cell-page.tsx'))
const FramesPage = lazy(() => import('../frames-page/frames-page.tsx'))
const HealthPage = lazy(() => import('../health-page/health-page.tsx'))

/** The pages of the frame, and the pages about one thing that belong under each. */
const NAV: readonly (readonly [text: string, href: string, pages: readonly Route['page'][]])[] = [
  ['Today', hrefOf.today(), ['today']],
  ['Watchlist', hrefOf.watchlist(), ['watchlist', 'symbol']],
  ['Router', hrefOf.router(), ['router', 'run']],
  ['Orders & Fills', hrefOf.orders(), ['orders', 'order']],
  ['Positions', hrefOf.positions(), ['positions']],
  ['Reports', hrefOf.reports(), ['reports', 'report']],
  ['Sweeps', hrefOf.sweeps(), ['sweeps', 'sweep', 'cell']],
  ['Frames', hrefOf.frames(), ['frames']],
  ['Health', hrefOf.health(), ['health']],
]

export function App() {
  const route = useRoute()
  const pages = isOpen(useSession()) ? NAV : []
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="top">
        <Link className="brand" href={hrefOf.today()}>
          Gatehouse
        </Link>
        <nav aria-label="Pages">
          {pages.map(([text, href, under]) => (
            <Link key={href} href={href} aria-current={under.includes(route.page) ? 'page' : undefined}>
              {text}
            </Link>
          ))}
        </nav>
        <div className="top-end">
          <Account />
          <ReadyMark />
          <ThemeChoice />
        </div>
      </header>
      <ConnectionBanner />
      <SessionBanner />
      <main id="main" tabIndex={-1}>
        <Gate page={route.page}>
          <FaultBoundary key={route.page} what="The page">
            <Suspense fallback={<p className="quiet">Loading the page…</p>}>
              <Page route={route} />
            </Suspense>
          </FaultBoundary>
        </Gate>
      </main>
    </>
  )
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'today':
      return <TodayPage />
    case 'watchlist':
      return <WatchlistPage />
    case 'router':
      return <RouterPage />
    case 'orders':
      return <OrdersPage />
    case 'positions':
      return <PositionsPage />
    case 'reports':
      return <ReportsPage />
    case 'sweeps':
      return <SweepsPage />
    case 'frames':
      return <FramesPage />
    case 'health':
      return <HealthPage />
    case 'missing':
      return <MissingPage path={route.path} />
    // A new key starts a new page: what one order showed must not linger under the next.
    case 'run':
      return <RunPage key={route.id} id={route.id} />
    case 'order':
      return <OrderPage key={route.id} id={route.id} />
    case 'symbol':
      return <SymbolPage key={route.symbol} symbol={route.symbol} />
    case 'report':
      return <ReportPage key={route.day} day={route.day} />
    case 'sweep':
      return <SweepPage key={route.id} id={route.id} />
    case 'cell':
      return <CellPage key={`${route.id} ${route.cell}`} id={route.id} cell={route.cell} />
  }
}

function MissingPage({ path }: { readonly path: string }) {
  return (
    <>
      <PageHead title="No such page" about={<code>{path}</code>} />
      <Panel title="Where to go">
        <Empty title="Nothing is at this address.">
          <p>
            Begin at <Link href={hrefOf.today()}>Today</Link>, or choose a page above.
          </p>
        </Empty>
      </Panel>
    </>
  )
}

/** Readiness asks every neighbour; the mark in the frame need not do so as often as the page about it. */
const GLANCE_POLL_MS = 15_000

function ReadyMark() {
  const { data, error } = useReady(GLANCE_POLL_MS)
  const { lostSince } = useSyncExternalStore(subscribeConnection, connectionOf)
  const isKnown = data !== undefined && !error && lostSince === null
  return (
    <Link className="ready" href={hrefOf.health()}>
      <span className="hidden">Desk: </span>
      {isKnown ? (
        <Mark tone={data.ready ? 'good' : 'bad'} word={data.ready ? 'READY' : 'NOT READY'} />
      ) : (
        <span className="unknown">UNKNOWN</span>
      )}
    </Link>
  )
}

const THEME_TITLES: Readonly<Record<Theme, string>> = { auto: '◐ Auto', light: '○ Light', dark: '● Dark' }

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(rememberedTheme)
  const choose = (next: Theme) => {
    chooseTheme(next)
    setTheme(next)
  }
  return (
    <select
      className="theme"
      aria-label="Colours"
      value={theme}
      onChange={(event) => choose(event.target.value as Theme)}
    >
      {THEMES.map((each) => (
        <option key={each} value={each}>
          {THEME_TITLES[each]}
        </option>
      ))}
    </select>
  )
}
