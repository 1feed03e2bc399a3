/** The desk's settings while a practice session is stepped, and afterwards. */
import { DEFAULT_SEED } from '../../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { PRACTICE_SYMBOLS } from '../../shared/domain/market/index.ts'
import type { Settings } from '../platform/settings.ts'

/**
 * Batches of a partition per checkpoint while a session is stepped. A checkpoint costs more than the batch; a killed
 * session takes up to so many batches again and finds them done.
 */
const CHECKPOINT_EVERY_BATCHES = 30
/** Symbols of a list: each that is watched costs the session some two seconds. */
const SESSION_LIST_MAX = 10

/** Settings of a desk that keeps the practice book beside the paper book. What the caller sets stands. */
export function deskSettings(env: Settings, seed: number = DEFAULT_SEED): Settings {
  const namesSymbols = env.UNIVERSE || env.WATCHLIST_SOURCE
  return {
    ...env,
    ...(namesSymbols ? {} : { UNIVERSE: PRACTICE_SYMBOLS.join(',') }),
    SCHEDULE_BOOKS: env.SCHEDULE_BOOKS || 'paper,practice',
    SYNTHETIC_SEED: String(seed),
  }
}

/** The same while the clock is stepped through a session of the past, which no other book has part in. */
export const sessionSettings = (env: Settings, seed: number): Settings => ({
  ...deskSettings(env, seed),
  SCHEDULE_BOOKS: 'practice',
  MAX_WATCHLIST: env.MAX_WATCHLIST || String(SESSION_LIST_MAX),
  // Nobody watches over a session of the past.
  'AzureWebJobs.pulse.Disabled': 'true',
  AzureFunctionsJobHost__extensions__eventHubs__batchCheckpointFrequency: String(CHECKPOINT_EVERY_BATCHES),
})
