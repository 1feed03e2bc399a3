import { describe, expect, it } from 'vitest'
import { NON_EPOCH_READERS_MAX } from './limits.ts'
import { type Reader, Readers } from './readers.ts'

interface Witness extends Reader {
  readonly ended: string[]
}

/** Leaves when it is disconnected, as links do. */
function reader(readers: Readers, epoch: number | null): Witness {
  const ended: string[] = []
  const witness: Witness = {
    name: `reader with epoch ${epoch}`,
    epoch,
    ended,
    disconnect: ({ condition }) => {
      ended.push(condition)
      readers.leave('p', witness)
    },
  }
  return witness
}

describe('the readers of a partition', () => {
  it.each([
    [0, 0, true],
    [0, 1, true],
    [5, 5, true],
    [5, 4, false],
    [5, null, false],
    [null, 0, true],
    [null, null, true],
  ])('with epoch %s there, one with epoch %s is let in: %s', (present, arriving, admitted) => {
    const readers = new Readers()
    const first = reader(readers, present)
    const second = reader(readers, arriving)
    expect(readers.admit('p', first)).toBeNull()
    const problem = readers.admit('p', second)
    expect(problem?.condition ?? null).toBe(admitted ? null : 'amqp:link:stolen')
    expect(first.ended).toEqual(admitted && arriving !== null ? ['amqp:link:stolen'] : [])
  })

  it(`share it up to ${NON_EPOCH_READERS_MAX}, and a place is free again when one leaves`, () => {
    const readers = new Readers()
    const sharing = Array.from({ length: NON_EPOCH_READERS_MAX }, () => reader(readers, null))
    for (const one of sharing) expect(readers.admit('p', one)).toBeNull()
    expect(readers.admit('p', reader(readers, null))?.condition).toBe('amqp:resource-limit-exceeded')
    expect(readers.admit('q', reader(readers, null))).toBeNull()
    for (const one of sharing.slice(0, 1)) readers.leave('p', one)
    expect(readers.admit('p', reader(readers, null))).toBeNull()
  })

  it('are all displaced by an owner, and come back when it leaves', () => {
    const readers = new Readers()
    const sharing = [reader(readers, null), reader(readers, null)]
    for (const one of sharing) readers.admit('p', one)
    const owner = reader(readers, 3)
    expect(readers.admit('p', owner)).toBeNull()
    expect(sharing.map((one) => one.ended.length)).toEqual([1, 1])
    expect(readers.admit('p', reader(readers, null))?.condition).toBe('amqp:link:stolen')
    expect(readers.admit('p', reader(readers, 2))?.condition).toBe('amqp:link:stolen')
    readers.leave('p', owner)
    expect(readers.admit('p', reader(readers, null))).toBeNull()
  })
})
