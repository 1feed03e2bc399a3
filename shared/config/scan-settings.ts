/** Settings of the daily scans: which symbols they look at, and where their gates stand. */
import * as z from 'zod'
import {
  SCAN_DEFAULTS,
  SCAN_RULES,
  SCAN_SYMBOLS_MAX,
  type ScanSettings,
  UNIVERSE_SOURCES,
  type UniverseSource,
} from '../contracts/scan-settings.ts'
import { isTicker, quoted, TICKER_FORM } from '../contracts/tickers.ts'
import { WATCHLIST_SYMBOLS_MAX } from '../contracts/watchlists.ts'
import type { Environment } from './env.ts'

const limit = (fallback: number) => z.coerce.number('must be a number').nonnegative().max(1e12).default(fallback)
const { premarket, intraday, afterhours, listMax } = SCAN_DEFAULTS

/** Entries of a text list, parted by commas and blanks, in capitals. */
export const entriesOf = (list: string): string[] =>
  list
    .toUpperCase()
    .split(/[\s,]+/)
    .filter(Boolean)

const tickers = z
  .string()
  .transform(entriesOf)
  .pipe(
    z
      .array(z.string())
      .max(SCAN_SYMBOLS_MAX)
      .refine((list) => list.every(isTicker), {
        error: ({ input }) => {
          const wrong = Array.isArray(input) ? input.filter((entry) => !isTicker(String(entry))) : []
          return `${wrong.map((entry) => quoted(String(entry))).join(', ')}: a ticker has ${TICKER_FORM}`
        },
      }),
  )

export const SCAN_SHAPE = {
  WATCHLIST_SOURCE: z.enum(UNIVERSE_SOURCES, `must be one of ${UNIVERSE_SOURCES.join(', ')}`).default('auto'),
  UNIVERSE: tickers.optional(),
  MAX_WATCHLIST: z.coerce.number('must be a number').int().min(1).max(WATCHLIST_SYMBOLS_MAX).default(listMax),
  SCAN_RULE: z.enum(SCAN_RULES, `must be one of ${SCAN_RULES.join(', ')}`).default(premarket.rule),
  PRICE_MIN: limit(premarket.priceMinUsd),
  PRICE_MAX: limit(premarket.priceMaxUsd),
  GAP_MIN_PCT: limit(premarket.gapMinPercent),
  RVOL_MIN: limit(premarket.rvolMin),
  SPREAD_MAX_PCT_PRE: limit(premarket.spreadMaxPercent),
  DOLLAR_VOL_MIN_PRE: limit(premarket.dollarVolumeMinUsd),
  PRICE_MIN_INTRADAY: limit(intraday.priceMinUsd),
  RVOL_MIN_INTRADAY: limit(intraday.rvolMin),
  VOLUME_MIN_INTRADAY: limit(intraday.volumeMinShares),
  PRICE_MIN_AFTER: limit(afterhours.priceMinUsd),
  MOVE_MIN_PCT_AFTER: limit(afterhours.moveMinPercent),
  DOLLAR_VOL_MIN_AFTER: limit(afterhours.dollarVolumeMinUsd),
}
const scanSchema = z.object(SCAN_SHAPE)

/** What the scans may know of the configuration. */
export interface ScanConfig extends ScanSettings {
  readonly universe: {
    readonly source: UniverseSource
    /** The text list; null when none is set. */
    readonly textlist: readonly string[] | null
  }
}

export const scanConfigOf = (env: z.output<typeof scanSchema>): ScanConfig => ({
  universe: { source: env.WATCHLIST_SOURCE, textlist: env.UNIVERSE ?? null },
  listMax: env.MAX_WATCHLIST,
  premarket: {
    priceMinUsd: env.PRICE_MIN,
    priceMaxUsd: env.PRICE_MAX,
    spreadMaxPercent: env.SPREAD_MAX_PCT_PRE,
    gapMinPercent: env.GAP_MIN_PCT,
    rvolMin: env.RVOL_MIN,
    rule: env.SCAN_RULE,
    dollarVolumeMinUsd: env.DOLLAR_VOL_MIN_PRE,
  },
  intraday: {
    priceMinUsd: env.PRICE_MIN_INTRADAY,
    rvolMin: env.RVOL_MIN_INTRADAY,
    volumeMinShares: env.VOLUME_MIN_INTRADAY,
  },
  afterhours: {
    priceMinUsd: env.PRICE_MIN_AFTER,
    moveMinPercent: env.MOVE_MIN_PCT_AFTER,
    dollarVolumeMinUsd: env.DOLLAR_VOL_MIN_AFTER,
  },
})

/** Settings that do not go together, each with its remedy. */
export function scanConflictsIn(given: Environment): string[] {
  const faults: string[] = []
  const source = given.WATCHLIST_SOURCE
  if (source === 'manual' && !given.WATCHLIST_TEXT)
    faults.push('WATCHLIST_TEXT: is missing; WATCHLIST_SOURCE=manual takes its symbols from it')
  if (source === 'file-universe' && !given.DATA_DIR)
    faults.push('DATA_DIR: is missing; WATCHLIST_SOURCE=file-universe takes the symbols of that folder')
  const [lowest, highest] = [given.PRICE_MIN ?? premarket.priceMinUsd, given.PRICE_MAX ?? premarket.priceMaxUsd]
  if (Number(lowest) > Number(highest)) faults.push(`PRICE_MIN: ${lowest} lies above PRICE_MAX, which is ${highest}`)
  return faults
}
