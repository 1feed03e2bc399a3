/** What every scan does: see the day's symbols, let the room decide, keep the list while the slot is still ours. */
import type { DeskSettings } from '../../config/config.ts'
import { isSimulated } from '../../contracts/books.ts'
import { SCAN_SYMBOLS_MAX } from '../../contracts/scan-settings.ts'
import type { Left } from '../../contracts/schedule.ts'
import type { Candidate, SCAN_BUCKETS } from '../../contracts/watchlists.ts'
import { resolveUniverse, type ScanInput, scanDayOf, type Universe } from '../../domain/universe/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClosureStore } from '../../ports/closures.ts'
import { type Fence, FenceLost } from '../../ports/schedule.ts'
import type { WatchlistStore } from '../../ports/watchlists.ts'
import { readScanInputs, type VendorPorts } from './scan-inputs.ts'

export interface ScanPorts extends VendorPorts {
  readonly clock: Clock
  readonly closures: ClosureStore
  readonly watchlists: WatchlistStore
  readonly settings: DeskSettings
}

/** What a scan left, in rows and in words. Without a list it left nothing, and the words say why. */
export interface ScanReport {
  readonly left: readonly Left[]
  readonly detail: string
}

export interface ScanPlan {
  readonly bucket: (typeof SCAN_BUCKETS)[number]
  /** In the order in which they are looked at; a scan looks at no more than it can. */
  readonly symbols: readonly string[]
  readonly historySessions: number
  /** Where the symbols come from. */
  readonly tag: string
  readonly decide: (inputs: readonly ScanInput[], today: ReturnType<typeof scanDayOf>) => readonly Candidate[]
}

/** Throws FenceLost when the slot has gone to another holder, and Unavailable when a neighbour is. */
export async function scanInto(ports: ScanPorts, slot: Fence, plan: ScanPlan): Promise<ScanReport> {
  const now = ports.clock.now()
  const today = scanDayOf(now, await ports.closures.all())
  if (today.day !== slot.day) return nothing(`today is ${today.day}, and a scan of ${slot.day} cannot be made any more`)
  const synthetic = ports.snapshots.vendor === 'synthetic' || ports.source.vendor === 'synthetic'
  if (synthetic && !isSimulated(slot.book)) return nothing(`made-up prices stay out of book ${slot.book}`)
  const { symbols, historySessions, tag, bucket } = plan
  const request = { symbols: symbols.slice(0, SCAN_SYMBOLS_MAX), day: slot.day, historySessions, at: now }
  const inputs = [...(await readScanInputs(ports, request)), ...symbols.slice(SCAN_SYMBOLS_MAX).map(beyond)]
  const candidates = [...plan.decide(inputs, today)]
  const kept = candidates.filter((candidate) => candidate.kept).map(({ symbol }) => symbol)
  const list = { book: slot.book, bucket, day: slot.day, asOf: now, source: 'scan', synthetic } as const
  const isSaved = await ports.watchlists.save({ ...list, tags: [tag], symbols: kept, candidates }, slot)
  if (!isSaved) throw new FenceLost(`${slot.book} ${slot.day} ${slot.slot} has another holder; nothing was written`)
  return leftBy(bucket, kept.length, { looked: candidates.length, detail: inWords(candidates) })
}

export const nothing = (detail: string): ScanReport => ({ left: [], detail })

export const leftBy = (
  bucket: string,
  kept: number,
  { looked, detail }: { readonly looked: number; readonly detail: string },
): ScanReport => ({
  left: [
    { what: `list ${bucket}`, count: 1 },
    { what: 'symbols kept', count: kept },
    { what: 'symbols looked at', count: looked },
  ],
  detail,
})

/** The symbols that the settings, or the vendor's folder, name. */
export async function readUniverse({ settings, snapshots }: ScanPorts): Promise<Universe> {
  const { source, textlist } = settings.scan.universe
  return resolveUniverse({ source, textlist, manual: settings.watchlist }, await snapshots.listSymbols())
}

const beyond = (symbol: string): ScanInput => ({
  kind: 'unseen',
  symbol,
  reason: 'BEYOND_SCAN_MAX',
  detail: `a scan looks at ${SCAN_SYMBOLS_MAX} symbols`,
})

/** `3 of 20 symbols kept; out: gap_rvol 12, spread 5`: each symbol that is out counts for its first reason. */
function inWords(candidates: readonly Candidate[]): string {
  const counts = new Map<string, number>()
  for (const { gates } of candidates) {
    const reason = gates.find(({ verdict }) => verdict !== 'PASS')?.reason
    if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const kept = candidates.filter((candidate) => candidate.kept).length
  const out = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map((entry) => entry.join(' '))
  return `${kept} of ${candidates.length} symbols kept${out.length > 0 ? `; out: ${out.join(', ')}` : ''}`
}
