/** The dashboard's addresses: which page a path names, and the path of a page. */
import { BOOKS, type Book } from '../../../shared/contracts/books.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../../shared/contracts/orders.ts'
import { INTERVALS, type Interval } from '../../../shared/contracts/scalars.ts'

const BASE = '/ui'

export const ORDER_TABS = ['orders', 'fills', 'positions'] as const
export type OrderTab = (typeof ORDER_TABS)[number]

/** What the address says about the lists on a page. Null is "not said". */
export interface View {
  readonly book: Book | null
  readonly tab: OrderTab
  readonly symbol: string
  readonly status: OrderStatus | null
  readonly interval: Interval | null
}

export type Route =
  | { readonly page: 'router' }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'orders' }
  | { readonly page: 'order'; readonly id: string }
  | { readonly page: 'readiness' }
  | { readonly page: 'missing'; readonly path: string }

/** The page of a path. A trailing slash changes nothing; `/ui/` is the router. */
export function routeOf(path: string): Route {
  const steps = path.split('/').filter((step) => step !== '')
  const [root, page, id, ...rest] = steps
  if (`/${root}` === BASE && rest.length === 0) {
    if (page === undefined) return { page: 'router' }
    if (page === 'router') return id === undefined ? { page: 'router' } : { page: 'run', id }
    if (page === 'orders') return id === undefined ? { page: 'orders' } : { page: 'order', id }
    if (page === 'readiness' && id === undefined) return { page: 'readiness' }
  }
  return { page: 'missing', path }
}

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | null =>
  values.find((value) => value === text) ?? null

/** The view of a query string. A word that names nothing counts as not said. */
export function viewOf(search: string): View {
  const query = new URLSearchParams(search)
  return {
    book: oneOf(BOOKS, query.get('book')),
    tab: oneOf(ORDER_TABS, query.get('tab')) ?? 'orders',
    symbol: (query.get('symbol') ?? '').trim().toUpperCase(),
    status: oneOf(ORDER_STATUSES, query.get('status')),
    interval: oneOf(INTERVALS, query.get('interval')),
  }
}

/** The query string of a view, without what is not said; empty or starting with `?`. */
export function searchOf(view: Partial<View>): string {
  const query = new URLSearchParams()
  if (view.book) query.set('book', view.book)
  if (view.tab && view.tab !== 'orders') query.set('tab', view.tab)
  if (view.symbol) query.set('symbol', view.symbol)
  if (view.status) query.set('status', view.status)
  if (view.interval) query.set('interval', view.interval)
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

export const hrefOf = {
  router: (view: Partial<View> = {}) => `${BASE}/router${searchOf(view)}`,
  run: (id: string) => `${BASE}/router/${id}`,
  orders: (view: Partial<View> = {}) => `${BASE}/orders${searchOf(view)}`,
  order: (id: string) => `${BASE}/orders/${id}`,
  readiness: () => `${BASE}/readiness`,
} as const
