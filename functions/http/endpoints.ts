/**
 * The map of the API: every route, who may call it, and the room whose door it is, in the order of its description.
 * A room, with all that it reads and answers, is loaded by its first call.
 */
import { present } from '../../shared/base/assert.ts'
import type { Access, Door, Endpoint, Method, Route } from '../guard/endpoint.ts'

/** A route that is registered before its room is loaded. */
export interface ClosedEndpoint extends Route {
  readonly open: () => Promise<Endpoint>
}

type Routes<N extends string> = Readonly<Record<N, readonly [method: Method, route: string, access: Access]>>

/** The routes into one room, which has a door for each. */
function room<N extends string>(load: () => Promise<Readonly<Record<N, Door>>>, routes: Routes<N>): ClosedEndpoint[] {
  return Object.entries<Routes<N>[N]>(routes).map(([name, [method, route, access]]) => {
    const at: Route = { name, method, route, access }
    return { ...at, open: async () => ({ ...at, ...present((await load())[name as N], name) }) }
  })
}

export const ROUTES: readonly ClosedEndpoint[] = [
  ...room(async () => (await import('./health.ts')).healthDoors, {
    'health-live': ['GET', 'health/live', 'public'],
    'health-ready': ['GET', 'health/ready', 'public'],
  }),
  ...room(async () => (await import('./router.ts')).routerDoors, {
    'router-run': ['POST', 'router/run', 'operate'],
    'router-runs': ['GET', 'router/runs', 'read'],
    'router-run-detail': ['GET', 'router/runs/{id}', 'read'],
  }),
  ...room(async () => (await import('./orders.ts')).orderDoors, {
    'orders-list': ['GET', 'orders', 'read'],
    'order-detail': ['GET', 'orders/{id}', 'read'],
    'fills-list': ['GET', 'fills', 'read'],
    'positions-list': ['GET', 'positions', 'read'],
  }),
  ...room(async () => (await import('./signals.ts')).signalDoors, {
    'signals-of-symbol': ['GET', 'signals/{symbol}', 'read'],
    'regimes-list': ['GET', 'regimes', 'read'],
  }),
  ...room(async () => (await import('./watchlists.ts')).watchlistDoors, {
    'watchlist-current': ['GET', 'watchlist', 'read'],
    'watchlists-list': ['GET', 'watchlists', 'read'],
    'watchlist-latest': ['GET', 'watchlists/{bucket}/latest', 'read'],
    'watchlist-of-day': ['GET', 'watchlists/{bucket}/{yyyymmdd}', 'read'],
    'watchlist-write': ['POST', 'watchlists/{bucket}', 'operate'],
  }),
  ...room(async () => (await import('./schedule.ts')).scheduleDoors, {
    schedule: ['GET', 'schedule', 'read'],
    'task-runs': ['GET', 'tasks/runs', 'read'],
    'task-run': ['POST', 'tasks/{name}', 'operate'],
  }),
  ...room(async () => (await import('./overview.ts')).overviewDoors, {
    overview: ['GET', 'overview', 'read'],
  }),
  ...room(async () => (await import('./reports.ts')).reportDoors, {
    'reports-list': ['GET', 'reports/daily', 'read'],
    'report-detail': ['GET', 'reports/daily/{date}', 'read'],
    'report-page': ['GET', 'reports/daily/{date}/page', 'read'],
  }),
  ...room(async () => (await import('./calendar.ts')).calendarDoors, {
    calendar: ['GET', 'calendar', 'read'],
    'calendar-close': ['POST', 'calendar/closures/{day}', 'operate'],
    'calendar-reopen': ['DELETE', 'calendar/closures/{day}', 'operate'],
  }),
  ...room(async () => (await import('./sweeps.ts')).sweepDoors, {
    'sweep-create': ['POST', 'backtests/sweeps/jobs', 'operate'],
    'sweep-jobs': ['GET', 'backtests/sweeps/jobs', 'read'],
    'sweep-counts': ['GET', 'backtests/sweeps/jobs/summary', 'read'],
    'sweep-job': ['GET', 'backtests/sweeps/jobs/{id}', 'read'],
    'sweep-cancel': ['DELETE', 'backtests/sweeps/jobs/{id}', 'operate'],
    'sweep-cells': ['GET', 'backtests/sweeps/jobs/{id}/cells', 'read'],
    'sweep-summary': ['GET', 'backtests/sweeps/jobs/{id}/summary', 'read'],
    'sweep-promote': ['POST', 'backtests/sweeps/jobs/{id}/promotions', 'approve'],
    promotions: ['GET', 'backtests/sweeps/jobs/{id}/promotions', 'read'],
  }),
  ...room(async () => (await import('./backtests.ts')).backtestDoors, {
    'backtest-run': ['POST', 'backtests/runs', 'operate'],
    'sweep-cell': ['GET', 'backtests/sweeps/jobs/{id}/cells/{cell}', 'read'],
    'sweep-cell-run': ['GET', 'backtests/sweeps/jobs/{id}/cells/{cell}/run', 'read'],
  }),
  ...room(async () => (await import('./frames.ts')).frameDoors, {
    'frames-list': ['GET', 'backtests/frames', 'read'],
    'frame-preview': ['GET', 'backtests/frames/preview', 'read'],
  }),
  ...room(async () => (await import('./docs.ts')).docsDoors(openAll), {
    openapi: ['GET', 'openapi.json', 'public'],
    docs: ['GET', 'docs', 'public'],
  }),
]

/** Every endpoint with its room loaded. */
export const openAll = (): Promise<Endpoint[]> => Promise.all(ROUTES.map(({ open }) => open()))

/** Methods whose refusal is told in the API's own words; the rest are the host's to refuse. */
export const REFUSED_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** What nobody serves, and paths that are served by another method. */
export const UNSERVED: readonly ClosedEndpoint[] = room(
  async () => ({ unserved: (await import('./unserved.ts')).unservedDoor(ROUTES) }),
  { unserved: ['GET', '{*path}', 'public'] },
)
