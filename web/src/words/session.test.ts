import { describe, expect, test } from 'vitest'
import { dayText, nextBellText } from './session.ts'

const at = (time: string) => Date.parse(`2014-06-06T${time}:00-04:00`)

const friday = {
  phase: 'open',
  day: '2014-06-06',
  opensAt: at('09:30'),
  closesAt: at('16:00'),
  early: false,
  closedFor: null,
  nextOpensAt: Date.parse('2014-06-09T09:30:00-04:00'),
} as const

const holiday = { ...friday, phase: 'closed', opensAt: null, closesAt: null, closedFor: 'Independence Day' } as const

describe('the next bell', () => {
  test.each([
    ['08:00', 'opens in 1 h 30 min, at 09:30 ET'],
    ['13:47', 'closes in 2 h 13 min, at 16:00 ET'],
    ['16:00', 'opens again in 2 d 17 h, at Mon 2014-06-09 09:30 ET'],
  ])('at %s the exchange %s', (time, text) => {
    expect(nextBellText(friday, at(time))).toBe(text)
  })

  test('beyond the calendar it is not guessed', () => {
    expect(nextBellText({ ...holiday, nextOpensAt: null }, at('12:00'))).toBeNull()
  })
})

test.each([
  [friday, 'a usual session'],
  [{ ...friday, early: true }, 'a session that closes early'],
  [{ ...friday, early: true, closedFor: 'Christmas Eve' }, 'Christmas Eve'],
  [holiday, 'no session: Independence Day'],
  [{ ...holiday, closedFor: null }, 'no session: the exchange rests'],
  [{ ...holiday, phase: 'UNKNOWN', closedFor: null } as const, null],
])('the day of %o is %s', (session, text) => {
  expect(dayText(session)).toBe(text)
})
