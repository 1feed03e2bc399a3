/** Runs many seeds on a few desks at once, and counts what was hit. */
import { join } from 'node:path'
import { KILL_POINTS, type KillPoint } from '../../shared/ports/faults.ts'
import { FaultDesk } from './desk.ts'
import { SEEDS_PER_DESK } from './plan.ts'
import { runSeed, type SeedResult } from './run-seed.ts'

export interface SeedsOptions {
  readonly from: number
  readonly count: number
  /** Desks side by side: each waits much of its time. */
  readonly desks: number
  /** Homes of the desks, one folder each; must be empty or absent. */
  readonly dir: string
  /** Ends the run after the seeds under way. */
  readonly stop?: AbortSignal
  readonly onSeed?: (seed: number, outcome: SeedResult | Error) => void
}

export interface SeedsSummary {
  readonly hits: Readonly<Record<KillPoint, number>>
  /** Seeds whose point was never reached. */
  readonly missed: readonly number[]
  /** What went wrong, one line each, with its seed and the home that has the logs. */
  readonly failures: readonly { readonly seed: number; readonly home: string; readonly message: string }[]
}

/** After this many failed seeds the rest would say the same. */
const FAILED_SEEDS_MAX = 5

export async function runSeeds(options: SeedsOptions): Promise<SeedsSummary> {
  const hits = Object.fromEntries(KILL_POINTS.map((point) => [point, 0])) as Record<KillPoint, number>
  const missed: number[] = []
  const failures: { seed: number; home: string; message: string }[] = []
  const failed = new Set<number>()
  const goesOn = (): boolean => failed.size < FAILED_SEEDS_MAX && options.stop?.aborted !== true

  /** False when the seed failed: its desk is left behind, so that the next seed is judged on its own. */
  const take = async (seed: number, desk: FaultDesk, home: string): Promise<boolean> => {
    const outcome = await runSeed(desk, seed).catch((error: Error) => error)
    const messages = outcome instanceof Error ? [outcome.stack ?? outcome.message] : outcome.violations
    failures.push(...messages.map((message) => ({ seed, home, message })))
    if (messages.length > 0) failed.add(seed)
    if (!(outcome instanceof Error)) {
      if (outcome.hit) hits[outcome.plan.point] += 1
      else missed.push(seed)
    }
    options.onSeed?.(seed, outcome)
    return messages.length === 0
  }

  /** Each worker takes every nth seed, so that the seeds of one desk are among those that its symbols tell apart. */
  const work = async (worker: number, workers: number): Promise<void> => {
    let index = worker
    for (let number = 0; index < options.count && goesOn(); number += 1) {
      const home = join(options.dir, `desk-${worker}-${number}`)
      await using desk = await FaultDesk.open(home)
      const end = Math.min(index + SEEDS_PER_DESK, options.count)
      for (let well = true; well && index < end && goesOn(); index += workers) {
        well = await take(options.from + index, desk, home)
      }
    }
  }
  const workers = Math.min(options.desks, options.count)
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker, workers)))
  return { hits, missed, failures }
}
