/** Snapshots and daily history of the symbols of a scan. What one symbol lacks costs the others nothing. */

import { present } from '../../base/assert.ts'
import type { Instant } from '../../base/instant.ts'
import { Unavailable } from '../../base/unavailable.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { Snapshot } from '../../contracts/snapshot.ts'
import { dayNumber, dayText, newYorkInstant } from '../../domain/calendar/index.ts'
import type { ScanInput } from '../../domain/universe/index.ts'
import type { BarSource } from '../../ports/bars.ts'
import type { SnapshotSource } from '../../ports/snapshots.ts'

export interface VendorPorts {
  readonly snapshots: SnapshotSource
  /** The same vendor's bars. */
  readonly source: BarSource
}

interface Request {
  readonly symbols: readonly string[]
  readonly day: string
  readonly historySessions: number
  readonly at: Instant
}

/** Histories asked for at the same time. */
const AT_ONCE = 8
/** Calendar days that hold a number of sessions: two weekends a fortnight, and the longest closure. */
const DAYS_PER_SESSION = 1.5
const DAYS_TO_SPARE = 10

type History = readonly Bar[] | (ScanInput & { readonly kind: 'unseen' })

/** In the order of the symbols. Throws Unavailable when the vendor answers for none of them. */
export async function readScanInputs(ports: VendorPorts, request: Request): Promise<readonly ScanInput[]> {
  if (request.symbols.length === 0) return []
  const snapshots = await ports.snapshots.snapshots(request.symbols, request.at)
  const bySymbol = new Map(snapshots.map((snapshot) => [snapshot.symbol, snapshot]))
  const histories = await readHistories(ports.source, request)
  return request.symbols.map((symbol, index) =>
    inputOf(symbol, bySymbol.get(symbol), present(histories[index], symbol), ports.snapshots.vendor),
  )
}

function inputOf(symbol: string, snapshot: Snapshot | undefined, history: History, vendor: string): ScanInput {
  if ('kind' in history) return history
  if (snapshot) return { kind: 'seen', snapshot, dailies: history }
  const detail = `the vendor ${vendor} has no snapshot of ${symbol}`
  return { kind: 'unseen', symbol, reason: 'NO_SNAPSHOT', detail }
}

async function readHistories(source: BarSource, { symbols, day, historySessions }: Request): Promise<History[]> {
  const days = Math.ceil(historySessions * DAYS_PER_SESSION) + DAYS_TO_SPARE
  const first = dayText(present(dayNumber(day), day) - days)
  // Up to the day's first instant: on the day's own price basis, and without a bar of the day.
  const window = { from: newYorkInstant(first, 0), to: newYorkInstant(day, 0) }
  const outages: Unavailable[] = []
  const read = async (symbol: string): Promise<History> => {
    try {
      const answer = await source.fetch({ symbol, interval: '1Day', ...window })
      if (answer.kind === 'bars') return answer.bars
      return { kind: 'unseen', symbol, reason: answer.reason, detail: answer.detail }
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      outages.push(error)
      return { kind: 'unseen', symbol, reason: 'OUTAGE', detail: error.message }
    }
  }
  const histories: History[] = []
  for (let start = 0; start < symbols.length; start += AT_ONCE) {
    histories.push(...(await Promise.all(symbols.slice(start, start + AT_ONCE).map(read))))
  }
  const [outage] = outages
  if (outage && outages.length === symbols.length) throw outage
  return histories
}
