/** Kills one service at a named point of the functions host, with whatever is under way there. */
import type { KillPoint } from '../../shared/ports/faults.ts'
import type { Platform } from '../platform/platform.ts'
import type { Victim } from './plan.ts'

export interface Strike {
  /** Resolves once the victim is dead and the host, where it is another, goes on from the point. */
  readonly struck: Promise<void>
  /** True from the moment the point is reached. */
  readonly hit: () => boolean
  /** Gives up waiting for the point. */
  readonly callOff: () => Promise<void>
}

/** Arms the point. The host itself dies there; for another victim it waits there until that one is dead. */
export async function strikeAt(
  platform: Platform,
  target: { readonly victim: Victim; readonly point: KillPoint; readonly nth: number },
): Promise<Strike> {
  const { victim, point, nth } = target
  const struck = Promise.withResolvers<void>()
  let hit = false
  if (victim === 'functions') {
    platform
      .died('functions')
      .then(() => {
        hit = true
        struck.resolve()
      })
      .catch(struck.reject)
    await platform.arm({ point, nth, action: 'die' })
    return { struck: struck.promise, hit: () => hit, callOff: () => platform.disarm() }
  }
  const forget = platform.onReached((reached) => {
    if (reached !== point) return
    forget()
    hit = true
    platform
      .kill(victim)
      .then(() => platform.release())
      .then(struck.resolve, struck.reject)
  })
  await platform.arm({ point, nth, action: 'wait' })
  return {
    struck: struck.promise,
    hit: () => hit,
    callOff: async () => {
      forget()
      await platform.disarm()
    },
  }
}
