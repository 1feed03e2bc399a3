import { describe, expect, test } from 'vitest'
import { UsageError } from '../lib/desk.ts'
import { readCall } from './call.ts'

const NO_DESK = { GATEHOUSE_HOME: '/nowhere', GATEHOUSE_OPERATOR_TOKEN: 'kept-in-the-environment' }
const HERE = ['--base', 'https://desk.example']

describe('a call of the smoke', () => {
  test('takes what it is given, and the rest by default', () => {
    expect(readCall([...HERE, '--origin', 'https://app.example/'], NO_DESK)).toEqual({
      ...{ base: 'https://desk.example', origin: 'https://app.example', token: 'kept-in-the-environment' },
      ...{ book: 'smoke', version: null, withinMs: 60_000, json: false, out: null },
    })
    const more = [
      '--token-env',
      'OTHER',
      '--book',
      'practice',
      '--within-seconds',
      '90',
      '--json',
      '--out',
      'a.json',
      '--version',
      '2',
    ]
    expect(readCall([...HERE, ...more], { ...NO_DESK, OTHER: 'other' })).toMatchObject({
      ...{ origin: null, version: '2', token: 'other', book: 'practice', withinMs: 90_000, json: true, out: 'a.json' },
    })
  })

  test.each([
    [['http://127.0.0.1:7071'], 'http://127.0.0.1:7071'],
    [['http://[::1]:7071/'], 'http://[::1]:7071'],
    [['https://DESK.example:443/'], 'https://desk.example'],
  ])('takes the address %j as %s', ([given = ''], base) => {
    expect(readCall(['--base', given], NO_DESK)?.base).toBe(base)
  })

  test.each([
    [[], /^--base is missing and no desk runs in \/nowhere: give the address of one, or npm start first$/],
    [['--base', 'desk.example'], /^--base is not the address of a desk; give https:\/\//],
    [['--base', 'https://desk.example/ui/'], /^--base is not the address/],
    [['--base', 'https://desk.example?token=secret'], /^--base is not the address of a desk; [^?]*$/],
    [['--base', 'https://me:secret@desk.example'], /^--base is not the address of a desk; (?!.*secret)/],
    [['--base', 'ftp://desk.example'], /^--base is not the address/],
    [['--base', 'http://desk.example'], /^--base is http:\/\/desk\.example; give https:\/\/, or the token/],
    [[...HERE, '--origin', 'http://app.example'], /^--origin is http:\/\/app\.example; give https/],
    [
      [...HERE, '--token-env', 'NOT_THERE'],
      /^NOT_THERE is not set: put a token in it, or name another with --token-env$/,
    ],
    [[...HERE, '--book', 'live'], /^--book is live; give one of practice, replay, smoke$/],
    [[...HERE, '--within-seconds', '0'], /^--within-seconds is 0; give a whole number from 1 to 600$/],
    [[...HERE, '--within-seconds', '1e9'], /^--within-seconds is 1e9;/],
    [['--token', 'x'], /^Unknown option '--token'/],
  ])('%j is refused in words', (args, words) => {
    expect(() => readCall(args, NO_DESK)).toThrow(UsageError)
    expect(() => readCall(args, NO_DESK)).toThrow(words)
  })

  test('asks for help anywhere', () => {
    expect(readCall(['--base', 'x', '--help'], NO_DESK)).toBeNull()
  })
})
