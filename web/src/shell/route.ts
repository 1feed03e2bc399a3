/** The dashboard's addresses: which page a path names, and the path of a page. */
import { BOOKS, type Book } from '../../../shared/contracts/books.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../../shared/contracts/orders.ts'
import { INTERVALS, type Interval } from '../../../shared/contracts/scalars.ts'

/** As the contracts have them; their schemas are not worth their weight in the frame of every page. */
const BUCKET = /^[a-z0-9][a-z0-9_-]{0,39}$/
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

const BASE = '/ui'

export const ORDER_TABS = ['orders', 'fills'] as const
export type OrderTab = (typeof ORDER_TABS)[number]

/** What the address says about the lists on a page. Null is "not said". */
export interface View {
  readonly book: Book | null
  readonly tab: OrderTab
  readonly symbol: string
  readonly status: OrderStatus | null
  readonly interval: Interval | null
  /** A watchlist's bucket. */
  readonly bucket: string | null
  /** `YYYY-MM-DD` in New York. */
  readonly day: string | null
}

export type Route =
  | { readonly page: 'today' | (typeof PLAIN_PAGES)[number] }
  | { readonly page: 'run' | 'order' | 'sweep'; readonly id: string }
  | { readonly page: 'cell'; readonly id: string; readonly cell: number }
  | { readonly page: 'symbol'; readonly symbol: string }
  | { readonly page: 'report'; readonly day: string }
  | { readonly page: 'missing'; readonly path: string }

const PLAIN_PAGES = ['watchlist', 'router', 'orders', 'positions', 'reports', 'sweeps', 'frames', 'health'] as const

/** The text of one step of an address; null when it is not well formed. */
function decoded(step: string): string | null {
  try {
    return decodeURIComponent(step)
  } catch {
    return null
  }
}

/** A page about one thing, such as an order; null when no page has this name or the thing cannot exist. */
function detailRoute(page: string | undefined, step: string): Route | null {
  const name = decoded(step)
  if (name === null) return null
  if (page === 'router') return { page: 'run', id: name }
  if (page === 'orders') return { page: 'order', id: name }
  if (page === 'sweeps') return { page: 'sweep', id: name }
  if (page === 'symbols') return { page: 'symbol', symbol: name.toUpperCase() }
  if (page === 'reports' && DAY.test(name)) return { page: 'report', day: name }
  return null
}

/** The page of a path. A trailing slash changes nothing; `/ui/` is today, and readiness is the old name of health. */
export function routeOf(path: string): Route {
  const missing = { page: 'missing', path } as const
  const [root, page, id, ...rest] = path.split('/').filter((step) => step !== '')
  const [, cell] = rest.join('/').match(/^cells\/(\d{1,6})$/) ?? []
  if (`/${root}` === BASE && page === 'sweeps' && id && cell) return { page: 'cell', id, cell: Number(cell) }
  if (`/${root}` !== BASE || rest.length > 0) return missing
  if (page === undefined) return { page: 'today' }
  if (id !== undefined) return detailRoute(page, id) ?? missing
  if (page === 'readiness') return { page: 'health' }
  const plain = oneOf(PLAIN_PAGES, page)
  return plain ? { page: plain } : missing
}

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | null =>
  values.find((value) => value === text) ?? null

const matching = (shape: RegExp, text: string | null): string | null => (text && shape.test(text) ? text : null)

/** The view of a query string. A word that names nothing counts as not said. */
export function viewOf(search: string): View {
  const query = new URLSearchParams(search)
  return {
    book: oneOf(BOOKS, query.get('book')),
    tab: oneOf(ORDER_TABS, query.get('tab')) ?? 'orders',
    symbol: (query.get('symbol') ?? '').trim().toUpperCase(),
    status: oneOf(ORDER_STATUSES, query.get('status')),
    interval: oneOf(INTERVALS, query.get('interval')),
    bucket: matching(BUCKET, query.get('bucket')),
    day: matching(DAY, query.get('day')),
  }
}

/** The query string of a view, without what is not said; empty or starting with `?`. */
export function searchOf(view: Partial<View>): string {
  const query = new URLSearchParams()
  if (view.book) query.set('book', view.book)
  if (view.tab && view.tab !== 'orders') query.set('tab', view.tab)
  if (view.symbol) query.set('symbol', view.symbol)
  if (view.status) query.set('status', view.status)
  for (const name of ['interval', 'bucket', 'day'] as const) if (view[name]) query.set(name, view[name])
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

type Said = Partial<View>

export const hrefOf = {
  today: (view: Said = {}) => `${BASE}/${searchOf(view)}`,
  watchlist: (view: Said = {}) => `${BASE}/watchlist${searchOf(view)}`,
  symbol: (symbol: string, view: Said = {}) => `${BASE}/symbols/${encodeURIComponent(symbol)}${searchOf(view)}`,
  router: (view: Said = {}) => `${BASE}/router${searchOf(view)}`,
  run: (id: string) => `${BASE}/router/${id}`,
  orders: (view: Said = {}) => `${BASE}/orders${searchOf(view)}`,
  order: (id: string) => `${BASE}/orders/${id}`,
  positions: (view: Said = {}) => `${BASE}/positions${searchOf(view)}`,
  reports: (view: Said = {}) => `${BASE}/reports${searchOf(view)}`,
  report: (day: string, view: Said = {}) => `${BASE}/reports/${day}${searchOf(view)}`,
  sweeps: () => `${BASE}/sweeps`,
  sweep: (id: string) => `${BASE}/sweeps/${id}`,
  cell: (id: string, cell: number) => `${BASE}/sweeps/${id}/cells/${cell}`,
  frames: () => `${BASE}/frames`,
  health: () => `${BASE}/health`,
} as const
