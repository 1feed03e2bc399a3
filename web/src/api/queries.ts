/** What the pages read, how often, and for how long they page back. */
import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type * as z from 'zod'
import { liveSchema, readySchema } from '../../../shared/contracts/api/health.ts'
import { orderDetailSchema, PAGES } from '../../../shared/contracts/api/lists.ts'
import { runDetailSchema } from '../../../shared/contracts/api/router.ts'
import { snakeOf } from '../../../shared/contracts/wire.ts'
import { read } from './client.ts'

const LIST_POLL_MS = 3_000
/** A hidden page still notices a change, but does not wake the desk's database for nobody. */
const HIDDEN_POLL_MS = 60_000
/** Most pages kept on screen; each poll reads all of them again. */
export const PAGES_MAX = 10

const poll = (visibleMs: number) => () => (document.hidden ? HIDDEN_POLL_MS : visibleMs)

type Filters = Readonly<Record<string, string | number | null>>

/** `/orders?book=smoke&symbol=AAPL`: filters that are null or empty are left out, names are the wire's. */
function pathOf(path: string, filters: Filters): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) {
    if (value !== null && value !== '') query.set(snakeOf(name), String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

function usePages<S extends z.ZodType<{ nextCursor: string | null }>>(schema: S, path: string, filters: Filters) {
  return useInfiniteQuery({
    queryKey: [path, filters],
    queryFn: ({ pageParam, signal }) => read(schema, pathOf(path, { ...filters, cursor: pageParam }), { signal }),
    initialPageParam: '',
    getNextPageParam: (last, all) => (all.length >= PAGES_MAX ? null : last.nextCursor),
    refetchInterval: poll(LIST_POLL_MS),
  })
}

/** First step of the query keys of the runs, for those who make one. */
export const RUNS_PATH = '/router/runs'

/** The pages of a list, newest first, read again every few seconds. */
export const useRuns = (filters: Filters) => usePages(PAGES.runs, RUNS_PATH, filters)
export const useOrders = (filters: Filters) => usePages(PAGES.orders, '/orders', filters)
export const useFills = (filters: Filters) => usePages(PAGES.fills, '/fills', filters)
export const usePositions = (filters: Filters) => usePages(PAGES.positions, '/positions', filters)

/** Stored bars of one symbol with their signal and regime, newest first. */
export const useSignals = (symbol: string, filters: Filters) =>
  usePages(PAGES.signals, `/signals/${encodeURIComponent(symbol)}`, filters)

const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => read(runDetailSchema, `/router/runs/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: poll(LIST_POLL_MS),
  })
export const useRunDetail = (id: string) => useQuery(runQuery(id))

const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => read(orderDetailSchema, `/orders/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: poll(LIST_POLL_MS),
  })
export const useOrderDetail = (id: string) => useQuery(orderQuery(id))

const readyQuery = queryOptions({
  queryKey: ['ready'],
  // A desk that is not ready says so with 503 and the same body.
  queryFn: ({ signal }) => read(readySchema, '/health/ready', { signal, alsoStatus: 503 }),
})
/** Readiness, asked for every `visibleMs` while the page is in sight. */
export const useReady = (visibleMs: number) => useQuery({ ...readyQuery, refetchInterval: poll(visibleMs) })

const liveQuery = queryOptions({
  queryKey: ['live'],
  queryFn: ({ signal }) => read(liveSchema, '/health/live', { signal }),
  refetchInterval: poll(HIDDEN_POLL_MS),
})
export const useLive = () => useQuery(liveQuery)
