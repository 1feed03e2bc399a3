/** Runs one seed: work under way, a kill at its point, a restart, and the verdict on what is left. */
import { setTimeout } from 'node:timers/promises'
import type { FaultDesk } from './desk.ts'
import { type Plan, planOf } from './plan.ts'
import { Scenario } from './scenario.ts'
import { type Strike, strikeAt } from './strike.ts'

export interface SeedResult {
  readonly plan: Plan
  /** Whether the point was reached and the victim killed there. */
  readonly hit: boolean
  /** Empty when the ledger agrees with the truth. */
  readonly violations: readonly string[]
}

const DEATH_SEEN_WITHIN_MS = 5_000

export async function runSeed(desk: FaultDesk, seed: number): Promise<SeedResult> {
  const plan = planOf(seed)
  const scenario = await Scenario.begin(desk, seed)
  const hit = await workAndKill(desk, plan, scenario)
  const { violations } = await scenario.finish()
  return { plan, hit, violations }
}

/** Sends waves until the point is reached, kills, and brings the victim back. False when it was never reached. */
async function workAndKill(desk: FaultDesk, plan: Plan, scenario: Scenario): Promise<boolean> {
  const strike = await strikeAt(desk.platform, plan)
  for (const wave of plan.waves) {
    const answers = scenario.send(wave)
    await Promise.race([strike.struck, answers.then(() => drainUnless(desk, strike))])
    if (strike.hit()) {
      await strike.struck
      if (plan.also) await desk.platform.kill(plan.also)
      if (plan.restart === 'when answered') await answers
      for (const dead of plan.also ? [plan.victim, plan.also] : [plan.victim]) await desk.platform.restart(dead)
      await answers
      return true
    }
  }
  await strike.callOff()
  return false
}

/** Lets the consumers work. When the strike lands meanwhile, draining cannot end, and its error is of no interest. */
async function drainUnless(desk: FaultDesk, strike: Strike): Promise<void> {
  if (strike.hit()) return
  await desk.platform.processAll().catch(async (error: unknown) => {
    // A host is seen to fail before it is seen to have died.
    const landed = strike.struck.then(() => true)
    if (!(await Promise.race([landed, setTimeout(DEATH_SEEN_WITHIN_MS, false, { ref: false })]))) throw error
  })
}
