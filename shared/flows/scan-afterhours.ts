/** 16:05: what moved, for the morning after. */
import { scanAfterhours } from '../domain/universe/index.ts'
import type { Fence } from '../ports/schedule.ts'
import { nothing, readUniverse, type ScanPorts, type ScanReport, scanInto } from './lib/scan.ts'

const HISTORY_SESSIONS = 5

/** Throws FenceLost when the slot has gone to another holder, and Unavailable when a neighbour is. */
export async function listAfterhours(ports: ScanPorts, slot: Fence): Promise<ScanReport> {
  const universe = await readUniverse(ports)
  if (universe.kind === 'refused') return nothing(universe.detail)
  return await scanInto(ports, slot, {
    bucket: 'afterhours',
    symbols: universe.symbols,
    historySessions: HISTORY_SESSIONS,
    tag: `universe ${universe.source}`,
    decide: (inputs, today) => scanAfterhours(inputs, ports.settings.scan, today),
  })
}
