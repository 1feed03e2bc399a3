/** How reads repeat: often while the page is in sight, rarely while it is hidden. */
import { useQuery } from '@tanstack/react-query'
import type * as z from 'zod'
import { HIDDEN_POLL_MS, LIST_POLL_MS } from '../../../shared/contracts/polling.ts'
import { snakeOf } from '../../../shared/contracts/wire.ts'
import { read } from './client.ts'

export const poll = (visibleMs: number) => () => (document.hidden ? HIDDEN_POLL_MS : visibleMs)

export type Filters = Readonly<Record<string, string | number | null>>

/** `/orders?book=smoke&symbol=AAPL`: filters that are null or empty are left out, names are the wire's. */
export function pathOf(path: string, filters: Filters): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) {
    if (value !== null && value !== '') query.set(snakeOf(name), String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** One answer, read again every `visibleMs`. The first step of its query key is the path. */
export function usePolled<S extends z.ZodType>(schema: S, path: string, filters: Filters, visibleMs = LIST_POLL_MS) {
  return useQuery({
    queryKey: [path, filters],
    queryFn: ({ signal }) => read(schema, pathOf(path, filters), { signal }),
    refetchInterval: poll(visibleMs),
  })
}
