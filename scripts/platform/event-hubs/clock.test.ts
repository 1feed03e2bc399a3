import { describe, expect, it } from 'vitest'
import { HubClock } from './clock.ts'

describe('a stepped clock', () => {
  it('stands still until it is advanced, and never goes back', () => {
    const clock = new HubClock({ kind: 'stepped', nowMs: 1_000 })
    expect(clock.now()).toBe(1_000)
    clock.advance(1_000)
    clock.advance(2_500)
    expect(clock.now()).toBe(2_500)
    expect(() => clock.advance(2_499)).toThrow('nowMs 2499 lies before the clock, 2500')
  })

  it.each([Number.NaN, -1, 1.5, 2 ** 60])('refuses %d as an instant', (nowMs) => {
    expect(() => new HubClock({ kind: 'stepped', nowMs })).toThrow('is not epoch milliseconds')
  })

  it('is not the system clock, which cannot be advanced', () => {
    expect(() => new HubClock({ kind: 'system' }).advance(1)).toThrow('start them with a stepped one')
  })
})
