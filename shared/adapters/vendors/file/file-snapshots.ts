/** Snapshots from a folder of minute bars: the New York day up to the instant, all hours. */
import { type Instant, MINUTE_MS } from '../../../base/instant.ts'
import { Unavailable } from '../../../base/unavailable.ts'
import type { Bar } from '../../../contracts/bars.ts'
import type { Snapshot } from '../../../contracts/snapshot.ts'
import { calendarDay, newYorkInstant, tradingDayOf } from '../../../domain/calendar/index.ts'
import type { SnapshotSource } from '../../../ports/snapshots.ts'
import type { FileSource } from './file-source.ts'

/** A trade this young says that the symbol is not halted: the exchanges' shortest halts last as long. */
const TRADED_WITHIN_MS = 5 * MINUTE_MS

/**
 * Symbols without a file of the day's minutes are absent, and so is one whose file cannot be read while others can.
 * Bid and ask lie around the last price, half the last known spread away.
 */
export function createFileSnapshots(source: FileSource): SnapshotSource {
  return {
    vendor: 'file',
    listSymbols: () => source.listSymbols(),
    snapshots: async (symbols, at) => {
      const found: Snapshot[] = []
      const faults: Unavailable[] = []
      for (const symbol of symbols) {
        try {
          const minutes = await minutesOf(source, symbol, at)
          if (minutes) found.push(snapshotOf(symbol, minutes, at))
        } catch (error) {
          if (!(error instanceof Unavailable)) throw error
          faults.push(error)
        }
      }
      const [fault] = faults
      if (fault && found.length === 0) throw fault
      return found
    },
  }
}

interface Minutes {
  /** Those that closed by the instant, oldest first. */
  readonly bars: readonly Bar[]
  /** Rows that were set aside. */
  readonly quarantined: number
}

/** Null where the folder has no minutes of the day at all. */
async function minutesOf(source: FileSource, symbol: string, at: Instant): Promise<Minutes | null> {
  const day = tradingDayOf(at)
  const answer = await source.fetch({ symbol, interval: '1Min', from: newYorkInstant(day, 0), to: at })
  if (answer.kind === 'bars') return { bars: answer.bars, quarantined: answer.quarantined.length }
  return (await source.listDays(symbol, '1Min')).includes(day) ? { bars: [], quarantined: 0 } : null
}

function snapshotOf(symbol: string, { bars, quarantined }: Minutes, at: Instant): Snapshot {
  const last = bars.at(-1)
  const half = last && last.spread !== null ? last.spread / 2 : null
  return {
    symbol,
    vendor: 'file',
    at,
    price: last?.close ?? null,
    pricedAt: last?.closesAt ?? null,
    bid: last && half !== null ? last.close - half : null,
    ask: last && half !== null ? last.close + half : null,
    open: openOf(bars, at),
    // Rows set aside may have had all of it.
    volume: bars.length === 0 && quarantined > 0 ? null : bars.reduce((sum, bar) => sum + bar.volume, 0),
    // A file does not tell of halts. A fresh trade does, and silence leaves it UNKNOWN.
    halted: last && at - last.closesAt <= TRADED_WITHIN_MS ? false : null,
    synthetic: last?.synthetic ?? false,
  }
}

function openOf(bars: readonly Bar[], at: Instant): number | null {
  const day = calendarDay(tradingDayOf(at))
  if (day.kind !== 'session') return null
  const { opensAt, closesAt } = day.session
  return bars.find((bar) => bar.opensAt >= opensAt && bar.closesAt <= closesAt)?.open ?? null
}
