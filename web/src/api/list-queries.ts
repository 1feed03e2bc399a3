/** What the pages about runs, orders, fills, positions and bars read. */
import { useQuery } from '@tanstack/react-query'
import { orderDetailSchema, PAGES } from '../../../shared/contracts/api/lists.ts'
import { runDetailSchema } from '../../../shared/contracts/api/router.ts'
import type { Book } from '../../../shared/contracts/books.ts'
import { read } from './client.ts'
import { usePages } from './paging.ts'
import { type Filters, pathOf, poll, usePolled } from './polling.ts'

/** First step of the query keys of the runs, for those who make one. */
export const RUNS_PATH = '/router/runs'

export const useRuns = (filters: Filters) => usePages(PAGES.runs, RUNS_PATH, filters)
export const useOrders = (filters: Filters) => usePages(PAGES.orders, '/orders', filters)
export const useFills = (filters: Filters) => usePages(PAGES.fills, '/fills', filters)
export const usePositions = (filters: Filters) => usePages(PAGES.positions, '/positions', filters)

const signalsPath = (symbol: string): string => `/signals/${encodeURIComponent(symbol)}`

/** Stored bars of one symbol with their signal and regime, newest first. */
export const useSignals = (symbol: string, filters: Filters) => usePages(PAGES.signals, signalsPath(symbol), filters)

const SPARKLINE_BARS = 60
const SPARKLINE_POLL_MS = 60_000

/** The last prices of one symbol, oldest first; not asked for before `isSeen`. */
export const useLastPrices = (book: Book, symbol: string, isSeen: boolean) =>
  useQuery({
    queryKey: ['last-prices', book, symbol],
    queryFn: async ({ signal }) => {
      const path = pathOf(signalsPath(symbol), { book, limit: SPARKLINE_BARS })
      const { items } = await read(PAGES.signals, path, { signal })
      return items.map(({ at, price }) => ({ at, price })).reverse()
    },
    enabled: isSeen,
    refetchInterval: poll(SPARKLINE_POLL_MS),
  })

export const useRunDetail = (id: string) => usePolled(runDetailSchema, `/router/runs/${encodeURIComponent(id)}`, {})
export const useOrderDetail = (id: string) => usePolled(orderDetailSchema, `/orders/${encodeURIComponent(id)}`, {})
