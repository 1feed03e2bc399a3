import { describe, expect, test } from 'vitest'
import { Unavailable } from '../../shared/base/unavailable.ts'
import { UsageError } from './desk.ts'
import { faultOf } from './tell-fault.ts'

describe('a command that ends with a fault', () => {
  test.each([
    ['a wrong call', new UsageError('--data is missing'), /^--data is missing$/, 2],
    [
      'a disk that refuses',
      new Unavailable('disk', 'cannot write a/b: EACCES'),
      /^disk: .*EACCES: name another .*$/,
      1,
    ],
    ['a vendor that is silent', new Unavailable('vendor', 'no answer'), /^vendor: no answer$/, 1],
    ['a bug', new RangeError('out of range'), /^RangeError: out of range\n +at /, 1],
  ])('tells %s, and whose it is by its code', (_, error, text, code) => {
    expect(faultOf(error)).toEqual({ text: expect.stringMatching(text), code })
  })
})
