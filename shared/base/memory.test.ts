import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryOf } from './memory.ts'

test('a memory answers as the function does, asks it no more often, and keeps the newest answers alone', () => {
  const keys = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 })
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 6 }), (asked, max) => {
      const memory = memoryOf<number, string | null>(max)
      // What is kept, the oldest first: another way to say what is asked for anew.
      let kept: number[] = []
      for (const key of asked) {
        let isMade = false
        const answer = memory(key, () => {
          isMade = true
          return key === 0 ? null : `answer ${key}`
        })
        expect(answer).toBe(key === 0 ? null : `answer ${key}`)
        expect(isMade).toBe(!kept.includes(key))
        if (isMade) kept = [...kept, key].slice(-max)
      }
    }),
  )
})

test('a function that fails is asked again', () => {
  const memory = memoryOf<string, number>(2)
  expect(() =>
    memory('key', () => {
      throw new Error('not yet')
    }),
  ).toThrow('not yet')
  expect(memory('key', () => 1)).toBe(1)
})
