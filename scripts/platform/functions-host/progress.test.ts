import { describe, expect, it } from 'vitest'
import { Progress } from './progress.ts'

const LONG_MS = 60_000

describe('caught up', () => {
  it('is at once when nothing was ever published or nobody listens', async () => {
    const progress = new Progress()
    progress.addTrigger('f', 'h', 'g')
    expect(await progress.caughtUp({ h: [0, 0], other: [5] }, LONG_MS)).toBe(true)
  })

  it('waits for every trigger of the hub and for what runs', async () => {
    const progress = new Progress()
    const first = progress.addTrigger('a', 'h', 'g1')
    const second = progress.addTrigger('b', 'h', 'g2')
    let settled = false
    const waiting = progress.caughtUp({ h: [0, 3] }, LONG_MS).then((value) => {
      settled = true
      return value
    })
    const end = progress.begin()
    first.set('1', { next: 3, running: 0 })
    second.set('1', { next: 2, running: 1 })
    progress.changed()
    await Promise.resolve()
    second.set('1', { next: 3, running: 0 })
    progress.changed()
    await Promise.resolve()
    expect(settled).toBe(false)
    end()
    expect(await waiting).toBe(true)
  })

  it('is false when the time is over', async () => {
    const progress = new Progress()
    progress.addTrigger('a', 'h', 'g')
    expect(await progress.caughtUp({ h: [1] }, 1)).toBe(false)
  })

  it('reports a copy that later progress does not change', () => {
    const progress = new Progress()
    const partitions = progress.addTrigger('a', 'h', 'g')
    const at = { next: 1, running: 0 }
    partitions.set('0', at)
    const report = progress.report()
    at.next = 2
    expect(report).toEqual([
      { function: 'a', hub: 'h', consumerGroup: 'g', partitions: { 0: { next: 1, running: 0 } } },
    ])
  })
})
