import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RequestLine } from './request-line.ts'

test('works on no more than its bound, refuses what is beyond the line, and takes the others in order', async () => {
  const bounds = fc.record({
    concurrent: fc.integer({ min: 1, max: 5 }),
    more: fc.integer({ min: 0, max: 5 }),
    count: fc.integer({ min: 0, max: 20 }),
    failing: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(bounds, async ({ concurrent, more, count, failing }) => {
      const line = new RequestLine(concurrent + more, concurrent)
      const open: PromiseWithResolvers<void>[] = []
      const begun: number[] = []
      const taken = Array.from({ length: count }, (_, index) =>
        line.take(async () => {
          begun.push(index)
          const gate = Promise.withResolvers<void>()
          open.push(gate)
          await gate.promise
          if (failing) throw new Error('the handler failed')
        }),
      )
      const accepted = Math.min(count, concurrent + more)
      expect(taken.map((one) => one !== null)).toEqual(taken.map((_, index) => index < accepted))
      for (let ended = 0; ended < accepted; ended += 1) {
        expect(begun.length - ended).toBe(Math.min(concurrent, accepted - ended))
        open[ended]?.resolve()
        await taken[ended]?.catch(() => undefined)
        await Promise.resolve()
      }
      expect(begun).toEqual(Array.from({ length: accepted }, (_, index) => index))
      expect(line.take(async () => undefined)).not.toBeNull()
    }),
  )
})
