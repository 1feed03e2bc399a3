/** Where bars are kept in `trader-data`: one Parquet blob per symbol and year of days, or per day of minutes. */
import { HOUR_MS, type Instant, isoOf } from '../base/instant.ts'
import type { Bar } from './bars.ts'

/**
 * New York's date at every hour that trades: 04:00 to 20:00 there is the same UTC date five hours earlier, in summer
 * and in winter.
 */
const dayOf = (instant: Instant): string => isoOf(instant - 5 * HOUR_MS).slice(0, 10)

export type LakeSeries = Pick<Bar, 'vendor' | 'interval' | 'symbol'>

/** Folder of a series, with a slash at its end. A symbol's own slash would be a folder, so it becomes an underscore. */
export function lakeFolder({ vendor, interval, symbol }: LakeSeries): string {
  return `bars/${vendor}/${interval}/${symbol.replaceAll('/', '_')}/`
}

/** Name within its folder of the blob that holds bars which open at an instant; names of one series sort by time. */
export function lakeFile(interval: Bar['interval'], opensAt: Instant): string {
  const day = dayOf(opensAt)
  return `${interval === '1Day' ? day.slice(0, 4) : day}.parquet`
}

/** Path of the blob that holds a bar. */
export function lakePath(bar: Pick<Bar, 'vendor' | 'interval' | 'symbol' | 'opensAt'>): string {
  return lakeFolder(bar) + lakeFile(bar.interval, bar.opensAt)
}

/** Path of the quarantine blob of a source, by the digest of its content. */
export function quarantinePath(source: string, digest: string): string {
  return `quarantine/${source.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 100)}/${digest}.jsonl`
}
