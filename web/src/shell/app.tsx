/** The frame around every page: skip link, name, pages, readiness and colours. */
import { lazy, Suspense, useState, useSyncExternalStore } from 'react'
import { connectionOf, subscribeConnection } from '../api/connection.ts'
import { useReady } from '../api/queries.ts'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { Mark } from '../parts/mark.tsx'
import { Empty, Panel } from '../parts/panel.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Link, useRoute } from './location.tsx'
import { PageHead } from './page-head.tsx'
import { hrefOf, type Route } from './route.ts'
import { chooseTheme, rememberedTheme, THEMES, type Theme } from './settings.ts'

// Each page is a chunk of its own: the frame is on the screen before the page is read.
const RouterPage = lazy(() => import('../router-page/router-page.tsx'))
const RunPage = lazy(() => import('../router-page/run-page.tsx'))
const OrdersPage = lazy(() => import('../orders-page/orders-page.tsx'))
const OrderPage = lazy(() => import('../orders-page/order-page.tsx'))
const ReadinessPage = lazy(() => import('../readiness-page/readiness-page.tsx'))

export function App() {
  const route = useRoute()
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="top">
        <Link className="brand" href={hrefOf.router()}>
          Gatehouse
        </Link>
        <nav aria-label="Pages">
          <NavLink href={hrefOf.router()} text="Router" isHere={route.page === 'router' || route.page === 'run'} />
          <NavLink
            href={hrefOf.orders()}
            text="Orders & Fills"
            isHere={route.page === 'orders' || route.page === 'order'}
          />
          <NavLink href={hrefOf.readiness()} text="Readiness" isHere={route.page === 'readiness'} />
        </nav>
        <div className="top-end">
          <ReadyMark />
          <ThemeChoice />
        </div>
      </header>
      <ConnectionBanner />
      <main id="main" tabIndex={-1}>
        <FaultBoundary key={route.page} what="The page">
          <Suspense fallback={<p className="quiet">Loading the page…</p>}>
            <Page route={route} />
          </Suspense>
        </FaultBoundary>
      </main>
    </>
  )
}

function NavLink({ href, text, isHere }: { readonly href: string; readonly text: string; readonly isHere: boolean }) {
  return (
    <Link href={href} aria-current={isHere ? 'page' : undefined}>
      {text}
    </Link>
  )
}

function Page({ route }: { readonly route: Route }) {
  if (route.page === 'router') return <RouterPage />
  // A new key starts a new page: what one order showed must not linger under the next.
  if (route.page === 'run') return <RunPage key={route.id} id={route.id} />
  if (route.page === 'orders') return <OrdersPage />
  if (route.page === 'order') return <OrderPage key={route.id} id={route.id} />
  if (route.page === 'readiness') return <ReadinessPage />
  return (
    <>
      <PageHead title="No such page" about={<code>{route.path}</code>} />
      <Panel title="Where to go">
        <Empty title="Nothing is at this address.">
          <p>
            <Link href={hrefOf.router()}>Router</Link>, <Link href={hrefOf.orders()}>Orders &amp; Fills</Link> or{' '}
            <Link href={hrefOf.readiness()}>Readiness</Link>.
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
    <Link className="ready" href={hrefOf.readiness()}>
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
