/** 09:15: the opening list, made of the premarket list and of nothing else. It stands for the day. */
import { isoOf } from '../base/instant.ts'
import { finaliseWatchlist } from '../domain/universe/index.ts'
import type { Fence } from '../ports/schedule.ts'
import { leftBy, nothing, type ScanPorts, type ScanReport, scanInto } from './lib/scan.ts'

const HISTORY_SESSIONS = 5

/** Throws FenceLost when the slot has gone to another holder, and Unavailable when a neighbour is. */
export async function listOpening(ports: ScanPorts, slot: Fence): Promise<ScanReport> {
  const { book, day } = slot
  const made = await ports.watchlists.ofDay(book, 'opening', day)
  if (made) {
    const detail = `the opening list of ${isoOf(made.asOf)} stands`
    return leftBy('opening', made.symbols.length, { looked: made.candidates.length, detail })
  }
  const rough = await ports.watchlists.ofDay(book, 'premarket', day)
  // An empty list is an answer; a missing one is UNKNOWN, and nothing is made of it.
  if (!rough) return nothing(`there is no premarket list of ${day} in book ${book}: run the premarket scan first`)
  const report = await scanInto(ports, slot, {
    bucket: 'opening',
    symbols: rough.symbols,
    historySessions: HISTORY_SESSIONS,
    tag: 'from premarket',
    decide: (inputs, today) => finaliseWatchlist(inputs, ports.settings.scan, today),
  })
  if (rough.symbols.length > 0) return report
  return { ...report, detail: `the premarket list of ${isoOf(rough.asOf)} is empty, so the opening list is empty` }
}
