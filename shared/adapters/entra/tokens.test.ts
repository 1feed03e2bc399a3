import { createHmac, createSign } from 'node:crypto'
import fc from 'fast-check'
import { exportSPKI, generateKeyPair, importJWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CLIENT_ID, Directory, PERSON_ID, TENANT_ID, type TokenChanges } from '../../../scripts/testing/directory.ts'
import { ROLES } from '../../contracts/roles.ts'
import type { Kept } from '../../ports/kept.ts'
import { fetchSigningKeys, type SigningKeys } from './signing-keys.ts'
import { createTokens } from './tokens.ts'

const NOW = Date.parse('2026-03-04T15:00:00Z')
const OTHER_ID = '99999999-9999-4999-8999-999999999999'
const SECOND = 1_000

let directory: Directory
beforeAll(async () => {
  directory = await Directory.start()
})
afterAll(() => directory[Symbol.asyncDispose]())
beforeEach(() => {
  directory.fault = null
  directory.fetched = 0
})

/** Keys that are fetched once and again at every renewal: how often is another part's to bound. */
function keysOf(): Kept<SigningKeys> {
  const fetchKeys = () => fetchSigningKeys({ authority: directory.authority, tenantId: TENANT_ID })
  let first: Promise<SigningKeys> | null = null
  const read = () => {
    first ??= fetchKeys()
    return first
  }
  return { read, renew: fetchKeys, check: async () => null }
}
const tokens = (keys = keysOf()) =>
  createTokens({ authority: directory.authority, tenantId: TENANT_ID, clientId: CLIENT_ID, keys })

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
/** The parts of a token, decoded. */
const partsOf = (token: string): [Record<string, unknown>, Record<string, unknown>] => {
  const [header = '', payload = ''] = token.split('.')
  return [JSON.parse(atobUrl(header)), JSON.parse(atobUrl(payload))]
}
const atobUrl = (text: string): string => Buffer.from(text, 'base64url').toString()

describe('a token of the directory', () => {
  test.each([
    [['Viewer'], ['Viewer']],
    [
      ['Operator', 'Viewer'],
      ['Viewer', 'Operator'],
    ],
    [['Approver'], ['Approver']],
    [[], []],
    [undefined, []],
    [['viewer', 'Owner', 'Operator '], []],
  ])('with the roles %j is its owner’s with %j', async (claimed, roles) => {
    const verdict = await tokens().verify(await directory.token(NOW, claimed), NOW)
    expect(verdict).toEqual({ kind: 'valid', objectId: PERSON_ID, roles })
  })

  test('gives the desk’s own roles that it lists, and never another', async () => {
    const role = fc.oneof(fc.constantFrom(...ROLES), fc.string({ maxLength: 12 }))
    const verifier = tokens()
    await fc.assert(
      fc.asyncProperty(fc.array(role, { maxLength: 20 }), async (claimed) => {
        const verdict = await verifier.verify(await directory.token(NOW, claimed), NOW)
        expect(verdict).toMatchObject({ kind: 'valid', roles: ROLES.filter((one) => claimed.includes(one)) })
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    ['the audience by its address', { claims: { aud: `api://${CLIENT_ID}` } }],
    ['a workload of its own, without a scope', { claims: { scp: undefined, idtyp: 'app' } }],
    ['one that begins within the tolerance', { claims: { nbf: NOW / SECOND + 59 } }],
    ['one that ended within the tolerance', { claims: { exp: NOW / SECOND - 59 } }],
  ])('is taken also for %s', async (_, changes: TokenChanges) => {
    expect(await tokens().verify(await directory.token(NOW, ['Viewer'], changes), NOW)).toMatchObject({ kind: 'valid' })
  })
})

describe('refused is', () => {
  test.each<[string, TokenChanges, string, boolean]>([
    ['one that expired', { claims: { exp: NOW / SECOND - 61 } }, 'has expired', false],
    ['one of tomorrow', { claims: { nbf: NOW / SECOND + 61 } }, '"nbf"', false],
    ['one without an end', { claims: { exp: undefined } }, '"exp"', false],
    ['one without a beginning', { claims: { nbf: undefined } }, '"nbf"', false],
    ['one whose end is a text', { claims: { exp: '2099' } }, '"exp"', false],
    ['another audience', { claims: { aud: OTHER_ID } }, '"aud"', false],
    ['an audience that only begins so', { claims: { aud: `${CLIENT_ID}0` } }, '"aud"', false],
    ['no audience', { claims: { aud: undefined } }, '"aud"', false],
    ['another issuer', { claims: { iss: `https://evil.example/${TENANT_ID}/v2.0` } }, '"iss"', false],
    [
      'the issuer of version 1.0',
      { claims: { iss: `https://sts.windows.net/${TENANT_ID}/`, ver: '1.0' } },
      '"iss"',
      false,
    ],
    ['version 1.0', { claims: { ver: '1.0' } }, '"ver"', false],
    ['another tenant', { claims: { tid: OTHER_ID } }, '"tid"', false],
    ['no tenant', { claims: { tid: undefined } }, '"tid"', false],
    ['an id token, which names no client', { claims: { azp: undefined, nonce: 'x' } }, '"azp"', false],
    ['nobody', { claims: { oid: undefined } }, '"oid"', false],
    ['somebody without an id', { claims: { oid: 'operator' } }, '"oid"', false],
    ['roles as one text', { claims: { roles: 'Operator' } }, '"roles"', false],
    ['roles as an object', { claims: { roles: { 0: 'Operator' } } }, '"roles"', false],
    ['a key that nobody has', { header: { kid: 'unknown' } }, 'a key that Entra ID does not have', true],
    ['no key at all', { header: { kid: undefined } }, 'not one that Entra ID signs', true],
    ['a key by a number', { header: { kid: 1 } }, 'not one that Entra ID signs', true],
    ['a key with an endless name', { header: { kid: 'k'.repeat(257) } }, 'not one that Entra ID signs', true],
    ['an extension that nobody understands', { header: { crit: ['x'], x: 1 } }, 'not one that Entra ID signed', true],
  ])('%s', async (_, changes, detail, isForged) => {
    // The library refuses to sign what it does not understand, so that extension is written by hand.
    const token = changes.header?.crit
      ? await signedByHand({ ...changes.header })
      : await directory.token(
          NOW,
          changes.claims && 'roles' in changes.claims ? changes.claims.roles : ['Operator'],
          changes,
        )
    expect(await tokens().verify(token, NOW)).toEqual({
      ...{ kind: 'refused', isForged, detail: expect.stringContaining(detail) },
    })
  })

  /** Signed with another key, under the id of the directory's. */
  async function signedByHand(header: object): Promise<string> {
    const [honest, payload] = partsOf(await directory.token(NOW, ['Operator']))
    const signer = await generateKeyPair('RS256', { extractable: true })
    const { exportPKCS8 } = await import('jose')
    const body = `${part({ ...honest, ...header })}.${part(payload)}`
    return `${body}.${createSign('RSA-SHA256')
      .update(body)
      .sign(await exportPKCS8(signer.privateKey), 'base64url')}`
  }

  test('another signer under a known id', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    const token = await directory.token(NOW, ['Operator'], { key: privateKey })
    expect(await tokens().verify(token, NOW)).toMatchObject({ kind: 'refused', isForged: true })
  })

  test('another signer that brings its own key, or says where it is', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256')
    const { exportJWK } = await import('jose')
    const jwk = await exportJWK(publicKey)
    for (const header of [{ jwk }, { jku: `${directory.authority}/evil` }, { x5u: `${directory.authority}/evil` }]) {
      const token = await directory.token(NOW, ['Operator'], { key: privateKey, header })
      expect(await tokens().verify(token, NOW)).toMatchObject({ kind: 'refused', isForged: true })
    }
    expect(directory.fetched).toBe(3)
  })

  test('one that is not signed, whatever it calls that', async () => {
    const [header, payload] = partsOf(await directory.token(NOW, ['Operator']))
    for (const alg of ['none', 'None', 'NONE', '', undefined]) {
      for (const signature of ['', 'x']) {
        const token = `${part({ ...header, alg })}.${part(payload)}.${signature}`
        expect(await tokens().verify(token, NOW)).toMatchObject({ kind: 'refused', isForged: true })
      }
    }
    expect(directory.fetched).toBe(0)
  })

  test('one that is signed with the public key as a shared secret', async () => {
    const [header, payload] = partsOf(await directory.token(NOW, ['Operator']))
    const pem = await exportSPKI((await importJWK(directory.listed, 'RS256', { extractable: true })) as never)
    for (const secret of [pem, JSON.stringify(directory.listed), String(directory.listed.n)]) {
      const body = `${part({ ...header, alg: 'HS256' })}.${part(payload)}`
      const token = `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
      expect(await tokens().verify(token, NOW)).toMatchObject({ kind: 'refused', isForged: true })
    }
  })

  test('one of which a single character was changed', async () => {
    const token = await directory.token(NOW, ['Viewer'])
    const verifier = tokens()
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    // The last character of a signature has bits that say nothing.
    const place = fc.nat({ max: token.length - 2 })
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom(...characters), async (at, character) => {
        fc.pre(token[at] !== character)
        const changed = token.slice(0, at) + character + token.slice(at + 1)
        expect(await verifier.verify(changed, NOW)).toMatchObject({ kind: 'refused' })
      }),
      { numRuns: 200 },
    )
  })

  test('anything else in the place of a claim that is checked, and any text at all', async () => {
    const verifier = tokens()
    const claim = fc.constantFrom('iss', 'aud', 'tid', 'ver', 'oid', 'azp')
    await fc.assert(
      fc.asyncProperty(claim, fc.jsonValue(), async (name, value) => {
        const token = await directory.token(NOW, ['Operator'], { claims: { [name]: value } })
        expect(await verifier.verify(token, NOW)).toMatchObject({ kind: 'refused' })
      }),
      { numRuns: 100 },
    )
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}$/))
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        expect(await verifier.verify(token, NOW)).toMatchObject({ kind: 'refused', isForged: true })
      }),
      { numRuns: 200 },
    )
  })
})

describe('the keys', () => {
  test('are fetched once for many tokens, and once more for a key that is new', async () => {
    const verifier = tokens()
    const first = await directory.token(NOW, ['Viewer'])
    for (let n = 0; n < 10; n += 1) expect(await verifier.verify(first, NOW)).toMatchObject({ kind: 'valid' })
    expect(directory.fetched).toBe(1)
    await directory.roll()
    expect(await verifier.verify(await directory.token(NOW, ['Viewer']), NOW)).toMatchObject({ kind: 'valid' })
    expect(directory.fetched).toBe(2)
    expect(await verifier.verify(first, NOW)).toMatchObject({ kind: 'valid' })
  })

  test('that were dropped sign for nobody', async () => {
    const old = await directory.token(NOW, ['Operator'])
    await directory.roll({ drop: true })
    expect(await tokens().verify(old, NOW)).toMatchObject({ kind: 'refused', isForged: true })
  })

  test.each<[string, NonNullable<Directory['fault']>, RegExp]>([
    ['answers 500', (response) => response.writeHead(500).end(), /status 500/],
    ['breaks off', (response) => response.destroy(), /signing keys/],
    ['is no JSON', (response) => response.end('<html>'), /JSON/],
    ['is no list', (response) => response.end('{"keys":{}}'), /keys/],
    ['is empty', (response) => response.end('{"keys":[]}'), /no key for RS256/],
    ['has shared secrets alone', (response) => response.end('{"keys":[{"kty":"oct","kid":"a","k":"AA"}]}'), /no key/],
    ['has no end', (response) => response.end('x'.repeat(300_000)), /more than 262144/],
    ['has too many', (response) => response.end(JSON.stringify({ keys: Array(101).fill({}) })), /100/],
  ])('are away when the list %s: nobody is admitted', async (_, fault, reason) => {
    const token = await directory.token(NOW, ['Operator'])
    directory.fault = fault
    await expect(tokens().verify(token, NOW)).rejects.toMatchObject({
      ...{ name: 'Unavailable', neighbour: 'entra', message: expect.stringMatching(reason) },
    })
  })

  test('are not taken from where the list leads', async () => {
    await using evil = await Directory.start()
    const location = `${evil.authority}/${TENANT_ID}/discovery/v2.0/keys`
    directory.fault = (response) => response.writeHead(302, { location }).end()
    const token = await evil.token(NOW, ['Operator'], { claims: { iss: `${directory.authority}/${TENANT_ID}/v2.0` } })
    await expect(tokens().verify(token, NOW)).rejects.toMatchObject({ name: 'Unavailable' })
    expect(evil.fetched).toBe(0)
  })

  test('that are of another kind, or only encrypt, are left out', async () => {
    const other = { kty: 'EC', kid: 'ec', crv: 'P-256', x: 'x', y: 'y' }
    const encrypting = { ...directory.listed, kid: 'enc', use: 'enc' }
    directory.fault = (response) => response.end(JSON.stringify({ keys: [other, encrypting, directory.listed] }))
    const keys = await fetchSigningKeys({ authority: directory.authority, tenantId: TENANT_ID })
    expect([...keys.keys()]).toEqual([directory.listed.kid])
  })
})
