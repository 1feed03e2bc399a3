import { describe, expect, it } from 'vitest'
import { lastError } from './unavailable.ts'

const last = new Error('connect ECONNREFUSED')

describe('the error behind an error', () => {
  it.each([
    ['is itself', last],
    ['is the last of several attempts', new AggregateError([new Error('first'), last])],
    ['is found at any depth', new AggregateError([new AggregateError([last])])],
  ])('%s', (_, error) => {
    expect(lastError(error)).toBe(last)
  })

  it('has words whatever was thrown', () => {
    expect(lastError('a text').message).toBe('a text')
    const empty = new AggregateError([], 'nothing was tried')
    expect(lastError(empty)).toBe(empty)
  })
})
