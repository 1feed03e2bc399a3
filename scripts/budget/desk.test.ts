import { describe, expect, test } from 'vitest'
import { CONSUMED_HUBS } from '../../shared/contracts/hubs.ts'
import { probeSecondsIn, readDesk, timeoutIn } from './desk.ts'

describe('the desk', () => {
  test('has one group for all of HTTP, one for each consumer and one for each timer', async () => {
    const { groups, hubs } = await readDesk()
    expect(groups.filter(({ kind }) => kind === 'http')).toEqual([{ kind: 'http', name: 'http' }])
    expect(groups.flatMap((group) => (group.kind === 'hub' ? [group.hub] : [])).sort()).toEqual(
      [...CONSUMED_HUBS].sort(),
    )
    const timers = new Map(groups.flatMap((group) => (group.kind === 'timer' ? [[group.name, group] as const] : [])))
    // Every 10 seconds; at :30 and :35 of six hours.
    expect(timers.get('function:outbox')).toMatchObject({ perWeekday: 8_640, perWeekendDay: 8_640 })
    expect(timers.get('function:intraday-refresh')).toMatchObject({ perWeekday: 12, perWeekendDay: 0 })
    expect(hubs.bars).toMatchObject({ name: 'bars.raw', partitions: 6, retentionHours: 24 })
  })

  test('is read once: the functions are registered once in a process', async () => {
    expect(await readDesk()).toBe(await readDesk())
  })
})

test.each([
  ['00:10:00', 600],
  ['01:00:30', 3_630],
])('a function’s timeout of %s is %d seconds', (functionTimeout, seconds) => {
  expect(timeoutIn(JSON.stringify({ functionTimeout }))).toBe(seconds)
})

test.each(['10', '-1', undefined])('a function’s timeout of %s is refused', (functionTimeout) => {
  expect(() => timeoutIn(JSON.stringify({ functionTimeout }))).toThrow(/functionTimeout is .*; write hh:mm:ss/)
})

test('the probes’ interval is the number in the module of Front Door; a name in its place is refused', () => {
  expect(probeSecondsIn('a: {\n  probeIntervalInSeconds: 120\n}')).toBe(120)
  expect(probeSecondsIn('sessionAffinityState: 1')).toBeNull()
  expect(() => probeSecondsIn('  probeIntervalInSeconds: probeSeconds\n')).toThrow(/probeSeconds in .*plain number/)
})
