/** Lists that are read page by page, and again every few seconds until the reader has paged far back. */

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type * as z from 'zod'
import { LIST_POLL_MS } from '../../../shared/contracts/polling.ts'
import { read } from './client.ts'
import { type Filters, pathOf, poll } from './polling.ts'

/** Rows of every page of a list but the first, which is as long as the list says. */
const FURTHER_PAGE_ROWS = 500
/** Most pages a list holds, so that one can look back over 100 000 rows. */
export const PAGES_MAX = 201
/** A poll reads all pages of a list again, so a list with more than these stands still. */
const POLLED_PAGES_MAX = 3

interface PageAnswer {
  readonly nextCursor: string | null
}

const isPolled = (pages: number): boolean => pages <= POLLED_PAGES_MAX

/** The pages of a list, newest first, read again every few seconds until the reader pages far back. */
export function usePages<S extends z.ZodType<PageAnswer>>(
  schema: S,
  path: string,
  filters: Filters,
  visibleMs = LIST_POLL_MS,
) {
  const queries = useQueryClient()
  const queryKey = [path, filters]
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === '' ? filters : { ...filters, cursor: pageParam, limit: FURTHER_PAGE_ROWS }
      return read(schema, pathOf(path, page), { signal })
    },
    initialPageParam: '',
    getNextPageParam: (last, all) => (all.length >= PAGES_MAX ? null : last.nextCursor),
    refetchInterval: ({ state }) => (isPolled(state.data?.pages.length ?? 0) ? poll(visibleMs)() : false),
    refetchOnWindowFocus: ({ state }) => (isPolled(state.data?.pages.length ?? 0) ? 'always' : false),
  })
  const { data, error, dataUpdatedAt, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return {
    ...{ data, error, dataUpdatedAt, hasNextPage, isFetchingNextPage, fetchNextPage },
    isFollowed: isPolled(data?.pages.length ?? 0),
    /** Forgets the older pages and follows the newest again. */
    restart: () => void queries.resetQueries({ queryKey }),
  }
}
