import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { signInSchema } from './sign-in.ts'
import { decodeWire } from './wire.ts'

const BUILT = resolve(import.meta.dirname, '../../web/public/sign-in.json')
const ENTRA = {
  kind: 'entra',
  authority: 'https://login.microsoftonline.com',
  tenant_id: '11111111-2222-4333-8444-555555555555',
  client_id: '66666666-7777-4888-9999-aaaaaaaaaaaa',
  scope: '66666666-7777-4888-9999-aaaaaaaaaaaa/desk',
}
/** The fields that are at fault; none when it is read. */
function faultsOf(wire: unknown): string[] {
  const decoded = decodeWire(signInSchema, wire)
  return decoded.kind === 'ok' ? [] : decoded.errors.map(({ field }) => field)
}

test('the built site asks for the operator token', () => {
  const decoded = decodeWire(signInSchema, JSON.parse(readFileSync(BUILT, 'utf8')))
  expect(decoded).toEqual({ kind: 'ok', value: { kind: 'operator-token' } })
})

test('both forms are read, the place to sign in with or without its last slash', () => {
  expect(faultsOf({ kind: 'operator-token' })).toEqual([])
  expect(faultsOf(ENTRA)).toEqual([])
  expect(faultsOf({ ...ENTRA, authority: `${ENTRA.authority}/` })).toEqual([])
})

describe('what would sign in elsewhere, or not at all, is refused by its field', () => {
  test.each([
    ['authority', 'https://login.example.com'],
    ['authority', 'http://login.microsoftonline.com'],
    ['authority', 'https://login.microsoftonline.com.example.com'],
    ['authority', 'https://login.microsoftonline.com/common'],
    ['tenant_id', 'common'],
    ['tenant_id', ''],
    ['client_id', 'gatehouse'],
    ['scope', ''],
    ['scope', '66666666-7777-4888-9999-aaaaaaaaaaaa/desk openid'],
    ['scope', 'api://66666666-7777-4888-9999-aaaaaaaaaaaa/desk'],
    ['kind', 'none'],
    ['client_secret', 'a page has none'],
  ])('%s: %s', (field, value) => {
    expect(faultsOf({ ...ENTRA, [field]: value })).toEqual([field])
  })

  test.each(['tenant_id', 'client_id', 'scope', 'authority'])('without %s', (field) => {
    expect(faultsOf({ ...ENTRA, [field]: undefined })).toEqual([field])
  })
})
