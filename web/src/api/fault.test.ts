import { describe, expect, test } from 'vitest'
import { ApiError, faultOf, faultOfAnswer, wordsOfFault } from './fault.ts'

const problem = (status: number, code: string) => ({
  type: 'about:blank',
  title: 'Title',
  status,
  code,
  detail: `${code} in words.`,
  request_id: 'r-1',
})

describe('faultOfAnswer', () => {
  test.each([
    ['the front door without a host', 503, problem(503, 'HOST_AWAY'), 'lost'],
    ['the front door when the host broke off', 502, problem(502, 'HOST_BROKE_OFF'), 'lost'],
    ['another gateway, in HTML', 503, undefined, 'lost'],
    ['the API whose database is away', 503, problem(503, 'UNAVAILABLE'), 'problem'],
    ['the API that refuses a field', 400, problem(400, 'INVALID_BODY'), 'problem'],
    ['an answer that is no problem', 500, { error: 'x' }, 'shape'],
    ['a page in place of the API', 404, undefined, 'shape'],
  ])('%s', (_, status, body, kind) => {
    expect(faultOfAnswer(status, null, body).kind).toBe(kind)
  })

  test.each([
    ['2', 2_000],
    [null, null],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ])('a Retry-After of %s is %s ms', (header, expected) => {
    expect(faultOfAnswer(409, header, problem(409, 'STILL_RUNNING'))).toMatchObject({ retryAfterMs: expected })
  })
})

test('words name the field of an answer that has another shape', () => {
  const errors = [{ field: 'items.0.qty', message: 'is text' }]
  expect(wordsOfFault({ kind: 'shape', errors })).toBe(
    'The answer does not have the agreed shape: items.0.qty is text.',
  )
})

test('only faults of the API are told as such', () => {
  const fault = { kind: 'lost', detail: 'no connection' } as const
  expect(faultOf(new ApiError('GET /orders', fault))).toBe(fault)
  expect(faultOf(new TypeError('a bug'))).toBeNull()
})
