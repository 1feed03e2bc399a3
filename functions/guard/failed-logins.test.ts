import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFailedLogins } from './failed-logins.ts'

const MAX = 3
const NOW = 1_000_000

/** Logins with so many failures of each address. */
function loginsOf(failures: readonly string[], now = NOW) {
  const logins = createFailedLogins()
  for (const address of failures) logins.count(address, now)
  return logins
}

describe('failed logins', () => {
  test('shut an address out at the bound, until a minute after the first', () => {
    const logins = loginsOf(['203.0.113.7', '203.0.113.7'])
    expect(logins.waitMs('203.0.113.7', MAX, NOW)).toBe(0)
    logins.count('203.0.113.7', NOW + 20_000)
    expect(logins.waitMs('203.0.113.7', MAX, NOW + 20_000)).toBe(40_000)
    expect(logins.waitMs('203.0.113.7', MAX, NOW + 59_999)).toBe(1)
    expect(logins.waitMs('203.0.113.7', MAX, NOW + 60_000)).toBe(0)
    expect(logins.waitMs('203.0.113.7', MAX, NOW + 90_000)).toBe(0)
  })

  test('of others shut nobody out, however many there are', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6())
    fc.assert(
      fc.property(fc.array(address, { maxLength: 2_000 }), (others) => {
        const mine = '198.51.100.1'
        const logins = loginsOf(others.filter((one) => !one.includes(mine)).flatMap((one) => [one, one, one]))
        expect(logins.waitMs(mine, MAX, NOW)).toBe(0)
      }),
      { numRuns: 20 },
    )
  })

  test('are kept of a bounded number of addresses: the one that began first is forgotten', () => {
    const logins = loginsOf(['first', 'first', 'first', 'second', 'second', 'second'])
    for (let n = 0; n < 999; n += 1) logins.count(`10.0.${n >> 8}.${n & 255}`, NOW)
    expect(logins.waitMs('first', MAX, NOW)).toBe(0)
    expect(logins.waitMs('second', MAX, NOW)).toBeGreaterThan(0)
  })

  test.each([
    ['2001:db8::1', '2001:0DB8:0:0:ffff:ffff:ffff:ffff', true],
    ['2001:db8:0:1::1', '2001:db8::1', false],
    ['::1', '::2', true],
    ['::ffff:192.0.2.1', '192.0.2.1', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
    ['1:2:3:4:5:6:7:8', '1:2:3:4::', true],
    ['192.0.2.1', '192.0.2.2', false],
  ])('count %s and %s as one: %s', (one, other, isSame) => {
    expect(loginsOf([one, one, one]).waitMs(other, MAX, NOW) > 0).toBe(isSame)
  })
})
