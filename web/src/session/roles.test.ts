import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ROLES } from '../../../shared/contracts/roles.ts'
import { rolesOf } from './roles.ts'

const base64url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const token = (claims: unknown): string => `e30.${base64url(JSON.stringify(claims))}.c2ln`

test('the known roles of any token are read, whatever else its claims hold', () => {
  const claims = fc.record({ roles: fc.subarray([...ROLES, 'Reader', 'operator']), name: fc.string() })
  fc.assert(
    fc.property(claims, ({ roles, name }) => {
      expect(rolesOf(token({ roles, name }))).toEqual(ROLES.filter((role) => roles.includes(role)))
    }),
  )
})

test('a token without the claim gives no role', () => {
  expect(rolesOf(token({ name: 'Zoë' }))).toEqual([])
})

test.each([
  ['', 'e30'],
  ['opaque', 'EwB4A8l6BAAU'],
  ['not JSON', `e30.${base64url('{')}.c2ln`],
  ['null', token(null)],
  ['a role as text', token({ roles: 'Operator' })],
])('what a token does not tell is not guessed: %s', (_, text) => {
  expect(rolesOf(text)).toBeNull()
})
