/** One timer per job of the day, in UTC for both offsets of New York and for early closes; and the watch. */
import type { Job } from '../../shared/contracts/schedule.ts'
import { tick } from '../guard/triggers.ts'

/** Seconds, minutes, hours, days, months, weekdays. A tick that comes an hour early or late finds nothing due. */
const TIMES: Readonly<Record<Job, string>> = {
  'startup-check': '0 58 7,8 * * 1-5',
  'premarket-scan': '0 0 8,9 * * 1-5',
  'watchlist-finalize': '0 15 13,14 * * 1-5',
  'warm-up': '0 25 13,14 * * 1-5',
  'session-open': '0 30 13,14 * * 1-5',
  'intraday-refresh': '0 30,35 13-18 * * 1-5',
  'afterhours-scan': '0 5 17,18,20,21 * * 1-5',
  retrain: '0 30 18,19,21,22 * * 1-5',
  'daily-report': '0 0 19,20,22,23 * * 1-5',
}
const WATCH_TIMES = '0 */5 * * * *'

export function scheduleJobs(): void {
  for (const [job, times] of Object.entries(TIMES)) tick(job, times, job as Job)
  tick('schedule-watch', WATCH_TIMES, null)
}
