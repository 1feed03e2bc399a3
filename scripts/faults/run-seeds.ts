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
  readonly onSeed?: (seed: number, outcome: SeedResult | Error) => void
}

export interface SeedsSummary {
  readonly hits: Readonly<Record<KillPoint, number>>
  /** Seeds whose point was never reached. */
  readonly missed: readonly number[]
  /** What went wrong, one line each, with its seed and the home that has the logs. */
  readonly failures: readonly { readonly seed: number; readonly home: string; readonly message: string }[]
}

/** After this many failures the rest would say the same. */
const FAILED_SEEDS_MAX = 5

export async function runSeeds(options: SeedsOptions): Promise<SeedsSummary> {
  const hits = Object.fromEntries(KILL_POINTS.map((point) => [point, 0])) as Record<KillPoint, number>
  const missed: number[] = []
  const failures: { seed: number; home: string; message: string }[] = []
  const failed = new Set<number>()
  const seeds = Array.from({ length: options.count }, (_, index) => options.from + index).values()

  const take = async (desk: FaultDesk, home: string): Promise<'goes on' | 'done' | 'replace'> => {
    const { done, value: seed } = seeds.next()
    if (done || failed.size >= FAILED_SEEDS_MAX) return 'done'
    const outcome = await runSeed(desk, seed).catch((error: Error) => error)
    const messages = outcome instanceof Error ? [outcome.stack ?? outcome.message] : outcome.violations
    failures.push(...messages.map((message) => ({ seed, home, message })))
    if (!(outcome instanceof Error)) {
      if (outcome.hit) hits[outcome.plan.point] += 1
      else missed.push(seed)
    }
    options.onSeed?.(seed, outcome)
    if (messages.length === 0) return 'goes on'
    failed.add(seed)
    return 'replace'
  }

  /** A desk that failed is left behind, so that the next seed is judged on its own. */
  const work = async (worker: number): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const home = join(options.dir, `desk-${worker}-${number}`)
      await using desk = await FaultDesk.open(home)
      let state: Awaited<ReturnType<typeof take>> = 'goes on'
      for (let taken = 0; taken < SEEDS_PER_DESK / options.desks && state === 'goes on'; taken += 1) {
        state = await take(desk, home)
      }
      if (state === 'done') return
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.desks, options.count) }, (_, worker) => work(worker)))
  return { hits, missed, failures }
}
