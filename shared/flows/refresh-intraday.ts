/** 09:35, 11:30, 13:30: what trades more than it usually does by now. */
import { ADV_SESSIONS, scanIntraday } from '../domain/universe/index.ts'
import type { Fence } from '../ports/schedule.ts'
import { nothing, readUniverse, type ScanPorts, type ScanReport, scanInto } from './lib/scan.ts'

/**
 * Looks at the opening list first, because the desk trades it, and then at the universe.
 *
 * Throws FenceLost when the slot has gone to another holder, and Unavailable when a neighbour is.
 */
export async function listIntraday(ports: ScanPorts, slot: Fence): Promise<ScanReport> {
  const universe = await readUniverse(ports)
  if (universe.kind === 'refused') return nothing(universe.detail)
  const opening = await ports.watchlists.ofDay(slot.book, 'opening', slot.day)
  return await scanInto(ports, slot, {
    bucket: 'intraday-core',
    symbols: [...new Set([...(opening?.symbols ?? []), ...universe.symbols])],
    historySessions: ADV_SESSIONS,
    tag: `universe ${universe.source}`,
    decide: (inputs, today) => scanIntraday(inputs, ports.settings.scan, today),
  })
}
