import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Unavailable } from '../shared/base/unavailable.ts'
import { keep } from './kept.ts'

const BOUNDS = { freshMs: 300, staleMs: 3_600, retryMs: 5, renewMs: 30 }

/** A neighbour that says its number of the question, and a clock that only the test moves. */
function world() {
  const state = { now: 1_000, asked: 0, fault: null as Error | null }
  const kept = keep(
    async () => {
      state.asked += 1
      if (state.fault) throw state.fault
      return state.asked
    },
    { now: () => state.now },
    BOUNDS,
  )
  return { state, kept }
}
const away = new Unavailable('key-vault', 'away')

describe('what is kept', () => {
  test('is asked for once while it is fresh, and anew from then on', async () => {
    const { state, kept } = world()
    expect(await kept.read()).toBe(1)
    state.now += BOUNDS.freshMs - 1
    expect(await kept.read()).toBe(1)
    state.now += 1
    expect(await kept.read()).toBe(2)
    expect(await kept.check()).toBeNull()
  })

  test('is asked for once by all who wait', async () => {
    const { state, kept } = world()
    expect(await Promise.all(Array.from({ length: 50 }, () => kept.read()))).toEqual(Array(50).fill(1))
    expect(state.asked).toBe(1)
  })

  test('stands in while the neighbour is away, up to its bound and no longer', async () => {
    const { state, kept } = world()
    await kept.read()
    state.fault = away
    state.now += BOUNDS.staleMs - 1
    expect(await kept.read()).toBe(1)
    expect(await kept.check()).toMatch(/^key-vault: away; what it said \d+ min ago is used$/)
    state.now += 1
    await expect(kept.read()).rejects.toBe(away)
    await expect(kept.check()).rejects.toBe(away)
    state.fault = null
    state.now += BOUNDS.retryMs
    expect(await kept.read()).toBe(state.asked)
    expect(await kept.check()).toBeNull()
  })

  test('makes one caller wait for a silent neighbour, and nobody after that', async () => {
    const state = { now: 1_000, asked: 0 }
    const silent: PromiseWithResolvers<number>[] = []
    const ask = async () => {
      state.asked += 1
      if (state.asked === 1) return 1
      const gate = Promise.withResolvers<number>()
      silent.push(gate)
      return await gate.promise
    }
    const kept = keep(ask, { now: () => state.now }, BOUNDS)
    await kept.read()
    state.now += BOUNDS.freshMs
    const first = kept.read()
    silent[0]?.reject(away)
    expect(await first).toBe(1)
    state.now += BOUNDS.retryMs
    expect([await kept.read(), await kept.read()]).toEqual([1, 1])
    expect(state.asked).toBe(3)
    silent[1]?.resolve(2)
    await silent[1]?.promise
    await Promise.resolve()
    expect(await kept.read()).toBe(2)
    expect(state.asked).toBe(3)
  })

  test('does not stand in for a refusal: that is an answer', async () => {
    const { state, kept } = world()
    await kept.read()
    state.now += BOUNDS.freshMs
    state.fault = new Error('403')
    await expect(kept.read()).rejects.toThrow('403')
  })

  test('is renewed before its time, not more often than its bound allows', async () => {
    const { state, kept } = world()
    expect([await kept.read(), await kept.renew()]).toEqual([1, 1])
    state.now += BOUNDS.renewMs
    expect([await kept.renew(), await kept.renew(), await kept.read()]).toEqual([2, 2, 2])
  })

  test('tells a renewal that fails, and is not younger for it', async () => {
    const { state, kept } = world()
    await kept.read()
    state.now += BOUNDS.renewMs
    state.fault = away
    await expect(kept.renew()).rejects.toBe(away)
    expect(await kept.read()).toBe(1)
    expect(await kept.check()).toMatch(/away/)
  })

  test('is never asked for more often than its bounds allow, whoever asks and whatever is answered', async () => {
    const step = fc.record({
      ms: fc.integer({ min: 0, max: 20 }),
      isAway: fc.boolean(),
      renews: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { state, kept } = world()
        const asked: number[] = []
        for (const { ms, isAway, renews } of steps) {
          state.now += ms
          state.fault = isAway ? away : null
          const before = state.asked
          await (renews ? kept.renew() : kept.read()).catch((error) => expect(error).toBe(away))
          expect(state.asked - before).toBeLessThanOrEqual(1)
          if (state.asked > before) asked.push(state.now)
        }
        for (const [index, at] of asked.entries()) {
          const last = asked[index - 1]
          if (last !== undefined) expect(at - last).toBeGreaterThanOrEqual(BOUNDS.retryMs)
        }
      }),
    )
  })

  test('is not younger on a clock that was set back', async () => {
    const { state, kept } = world()
    await kept.read()
    state.now -= 10_000
    expect(await kept.read()).toBe(2)
  })
})
