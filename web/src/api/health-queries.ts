/** What the frame and the Health page read. */

import { queryOptions, useQuery } from '@tanstack/react-query'
import { liveSchema, readySchema } from '../../../shared/contracts/api/health.ts'
import { HIDDEN_POLL_MS } from '../../../shared/contracts/polling.ts'
import { read } from './client.ts'
import { poll, usePolled } from './polling.ts'

const readyQuery = queryOptions({
  queryKey: ['ready'],
  // A desk that is not ready says so with 503 and the same body.
  queryFn: ({ signal }) => read(readySchema, '/health/ready', { signal, alsoStatus: 503 }),
})
/** Readiness, asked for every `visibleMs` while the page is in sight. */
export const useReady = (visibleMs: number) => useQuery({ ...readyQuery, refetchInterval: poll(visibleMs) })

export const useLive = () => usePolled(liveSchema, '/health/live', {}, HIDDEN_POLL_MS)
