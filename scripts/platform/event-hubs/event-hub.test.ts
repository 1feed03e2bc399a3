import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EventHub } from './event-hub.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'event-hub-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

describe('a hub', () => {
  const shape = { name: 'bars.raw', partitions: 6, retentionHours: 24 }
  const groups = Array.from({ length: 20 }, (_, index) => `group-${index}`)

  it.each([
    [{ partitions: 33 }, [], 'partitions of bars.raw is 33; the service takes 1 to 32'],
    [{ partitions: 1.5 }, [], 'partitions of bars.raw is 1.5'],
    [{ retentionHours: 169 }, [], 'retentionHours of bars.raw is 169; the service takes 1 to 168'],
    [{}, groups, 'consumer groups of bars.raw is 21; the service takes 1 to 20'],
    [{ name: '../bars' }, [], 'hub name "../bars" is not letters'],
  ])('with %j is refused', (change, consumerGroups, words) => {
    expect(() => new EventHub(dir, { ...shape, ...change }, consumerGroups)).toThrow(words)
  })

  it('may grow but not shrink over restarts, and always has the default group', () => {
    for (const partitions of [2, 6, 6]) {
      const hub = new EventHub(dir, { ...shape, partitions }, ['api'])
      expect([...hub.groups]).toEqual(['$Default', 'api'])
      hub.close()
    }
    expect(() => new EventHub(dir, { ...shape, partitions: 4 }, [])).toThrow(/holds 6 partitions, not 4/)
  })
})
