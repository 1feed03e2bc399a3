import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVENT_TYPES, type EventType, outgoing } from '../../shared/contracts/envelope.ts'
import { EVENT_DATA } from '../../shared/contracts/testing/arbitraries.ts'
import { eventSizes } from './event-sizes.ts'
import { BOUNDED } from './load.ts'

const sizes = eventSizes()

describe('the largest event of its hub is as large as any', () => {
  test.each(Object.keys(EVENT_TYPES) as EventType[])('%s', (type) => {
    const { hub } = EVENT_TYPES[type]
    fc.assert(
      fc.property(EVENT_DATA[type] as fc.Arbitrary<never>, (data) => {
        const head = {
          id: 'f'.repeat(32),
          source: 'gatehouse',
          time: 0,
          subject: 'A'.repeat(15),
          book: 'practice',
        } as const
        const { body } = outgoing({ ...head, type, data })
        expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(sizes[hub].largest)
      }),
    )
  })
})

test('a usual event is smaller than the largest, and larger than what carries it', () => {
  for (const { usual, largest } of Object.values(sizes)) {
    expect(usual).toBeGreaterThan(BOUNDED.wireBytesPerEvent)
    expect(largest).toBeGreaterThan(usual)
  }
})
