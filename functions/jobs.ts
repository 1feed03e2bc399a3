/** What each job of the schedule does: the flows behind it and what stands behind its book. */
import { isSimulated } from '../shared/contracts/books.ts'
import type { Job } from '../shared/contracts/schedule.ts'
import { checkReadiness } from '../shared/flows/check-readiness.ts'
import { checkStartup } from '../shared/flows/check-startup.ts'
import { listOpening } from '../shared/flows/finalise-watchlist.ts'
import { openSession } from '../shared/flows/open-session.ts'
import { listIntraday } from '../shared/flows/refresh-intraday.ts'
import { reportDay } from '../shared/flows/report-day.ts'
import { listAfterhours } from '../shared/flows/scan-afterhours.ts'
import { listPremarket } from '../shared/flows/scan-premarket.ts'
import { warmUp } from '../shared/flows/warm-up.ts'
import type { Fence, JobEnd } from '../shared/ports/schedule.ts'
import type { Context, Market } from './context.ts'

/** A scan tells what it left; without a list it left nothing. */
type ScanEnd = Omit<Extract<JobEnd, { kind: 'done' }>, 'kind'>

type JobDoor = (context: Context, fence: Fence) => Promise<JobEnd>

/** A job that looks at the market. Without a vendor behind the book it is blocked, and nothing is made up. */
const onMarket =
  (
    job: (ports: Context & Market & { settings: Context['config']['desk'] }, fence: Fence) => Promise<JobEnd | ScanEnd>,
  ): JobDoor =>
  async (context, fence) => {
    const market = context.markets.get(fence.book)
    if (!market) return { kind: 'blocked', reason: 'NO_LIVE_VENDOR', detail: null }
    const end = await job({ ...context, ...market, settings: context.config.desk }, fence)
    return 'kind' in end ? end : { kind: 'done', ...end }
  }

const DOORS: Readonly<Record<Job, JobDoor>> = {
  'startup-check': async (context, fence) => {
    const { checks } = await checkReadiness(context)
    // Paper fills are the simulated books' broker; the others have none in this version.
    const hasBroker = isSimulated(fence.book)
    return await checkStartup(context, fence, { checks, hasBroker, hasVendor: context.markets.has(fence.book) })
  },
  'premarket-scan': onMarket(listPremarket),
  'watchlist-finalize': onMarket(listOpening),
  'warm-up': onMarket(warmUp),
  'session-open': openSession,
  'intraday-refresh': onMarket(listIntraday),
  'afterhours-scan': onMarket(listAfterhours),
  retrain: async () => ({ kind: 'skipped', reason: 'RETRAIN_DISABLED', detail: null }),
  'daily-report': reportDay,
}

export const jobOf = (job: Job): JobDoor => DOORS[job]
