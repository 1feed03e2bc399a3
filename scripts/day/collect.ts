/** Reads everything a replayed day left in its ledger, page by page. */
import type { Page, Query } from '../../shared/contracts/api/lists.ts'
import { readPositions } from '../../shared/flows/read-positions.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Reads } from '../../shared/ports/reads.ts'
import type { ScheduleStore } from '../../shared/ports/schedule.ts'
import type { WatchlistStore } from '../../shared/ports/watchlists.ts'
import type { DayInput } from './report.ts'

const PAGE = 500
/** Pages of one list; a day leaves far fewer. */
const PAGES_MAX = 1_000

export async function collectDay(ports: {
  readonly reads: Reads
  readonly schedule: ScheduleStore
  readonly watchlists: WatchlistStore
  readonly clock: Clock
  readonly day: string
}): Promise<Pick<DayInput, 'runs' | 'orders' | 'fills' | 'positions' | 'slots' | 'watchlists'>> {
  const { reads, clock, day } = ports
  const query = { book: 'replay', limit: PAGE } as const
  const summaries = await pages((cursor) => reads.runs({ ...query, ...cursor }, clock.now()))
  const runs = []
  for (const { runId } of summaries) {
    const run = await reads.run(runId)
    if (run) runs.push(run)
  }
  return {
    runs,
    orders: await pages((cursor) => reads.orders({ ...query, ...cursor }, clock.now())),
    fills: await pages((cursor) => reads.fills({ ...query, ...cursor }, clock.now())),
    positions: await pages((cursor) => readPositions(ports, { ...query, ...cursor })),
    slots: await ports.schedule.between('replay', day, day),
    watchlists: await ports.watchlists.madeOn('replay', day),
  }
}

async function pages<T>(
  read: (
    cursor: Pick<Query<'runs'>, 'cursor'>,
  ) => Promise<Pick<Page<'runs'>, 'nextCursor'> & { readonly items: readonly T[] }>,
): Promise<readonly T[]> {
  const rows: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await read(cursor === null ? {} : { cursor })
    rows.push(...answer.items)
    cursor = answer.nextCursor
    if (cursor === null) return rows
  }
  throw new Error(`a list of the replay has more than ${PAGES_MAX} pages`)
}
