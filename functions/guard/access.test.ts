import { HttpRequest } from '@azure/functions'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLIENT_ID, Directory, PERSON_ID, TENANT_ID } from '../../scripts/testing/directory.ts'
import { fetchSigningKeys } from '../../shared/adapters/entra/signing-keys.ts'
import { createTokens } from '../../shared/adapters/entra/tokens.ts'
import { DAY_MS } from '../../shared/base/instant.ts'
import { Unavailable } from '../../shared/base/unavailable.ts'
import { ROLES, type Role } from '../../shared/contracts/roles.ts'
import type { Tokens } from '../../shared/ports/tokens.ts'
import type { Context } from '../context.ts'
import { keep } from '../kept.ts'
import { admit } from './access.ts'
import type { Access } from './endpoint.ts'

const NOW = Date.parse('2026-03-04T15:00:00Z')
const OPERATOR_TOKEN = 'the-token-of-the-operator'
const FRONT_DOOR_ID = 'the-id-of-the-front-door'
const clock = { now: () => NOW }

let directory: Directory
let tokens: Tokens
beforeAll(async () => {
  directory = await Directory.start()
  const at = { authority: directory.authority, tenantId: TENANT_ID }
  const bounds = { freshMs: 1_000, staleMs: 1_000, retryMs: 1, renewMs: 1_000 }
  tokens = createTokens({ ...at, clientId: CLIENT_ID, keys: keep(() => fetchSigningKeys(at), clock, bounds) })
})
afterAll(() => directory[Symbol.asyncDispose]())

interface World {
  readonly anonymousReads?: boolean
  readonly operatorTokenRoles?: readonly Role[]
  readonly operatorToken?: () => Promise<string | null>
  readonly directory?: boolean
}

/** What `admit` reads of the context, and nothing else of it. */
function contextOf(world: World): Context {
  const { anonymousReads = false, operatorTokenRoles = ROLES, operatorToken = async () => OPERATOR_TOKEN } = world
  const access = { anonymousReads, operatorTokenRoles, frontDoorId: FRONT_DOOR_ID, failedLoginsPerMinute: 3 }
  const known = { config: { access }, secrets: { read: operatorToken }, clock }
  return { ...known, tokens: world.directory === false ? null : tokens } as unknown as Context
}

/** What became of the call: who it was, or the refusal's status and code. */
async function outcomeOf(
  access: Access,
  headers: Readonly<Record<string, string>>,
  world: World = {},
): Promise<string> {
  const request = new HttpRequest({
    ...{ method: 'GET', url: 'http://desk/orders' },
    headers: { 'x-azure-fdid': FRONT_DOOR_ID, ...headers },
  })
  try {
    const { actor, mayRead } = await admit(request, access, contextOf(world))
    return `${actor}${mayRead ? ' reads' : ''}`
  } catch (error) {
    const { status, code, name } = error as { status?: number; code?: string; name: string }
    return status === undefined ? name : `${status} ${code}`
  }
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('admission', () => {
  test('is by a role that the call wants, whoever has it', async () => {
    const roles = fc.subarray([...ROLES])
    const wanted = { read: ROLES, operate: ['Operator'], approve: ['Approver'] } as const
    const access = fc.constantFrom('read', 'operate', 'approve')
    await fc.assert(
      fc.asyncProperty(access, roles, fc.boolean(), fc.boolean(), async (call, has, isMachine, anonymousReads) => {
        const headers = bearer(isMachine ? OPERATOR_TOKEN : await directory.token(NOW, [...has, 'Owner']))
        const may = has.some((role) => (wanted[call] as readonly Role[]).includes(role))
        const actor = isMachine ? 'operator' : `entra:${PERSON_ID}`
        const outcome = await outcomeOf(call, headers, { operatorTokenRoles: has, anonymousReads })
        expect(outcome).toBe(may ? `${actor} reads` : '403 ROLE_REQUIRED')
      }),
      { numRuns: 80 },
    )
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['without the front door', { 'x-azure-fdid': '', ...bearer(OPERATOR_TOKEN) }],
    ['by another front door', { 'x-azure-fdid': `${FRONT_DOOR_ID}x`, ...bearer(OPERATOR_TOKEN) }],
  ])('is refused %s, also to what is public', async (_, headers) => {
    for (const access of ['public', 'read', 'operate', 'approve'] as const) {
      expect(await outcomeOf(access, headers)).toBe('403 NOT_THROUGH_FRONT_DOOR')
    }
  })

  test('is refused for anything that only looks like a token', async () => {
    const valid = await directory.token(NOW, ['Operator'])
    const wrong: Readonly<Record<string, string>>[] = [
      bearer(`${OPERATOR_TOKEN} `.repeat(2).trim()),
      bearer(OPERATOR_TOKEN.toUpperCase()),
      bearer('x'.repeat(9_000)),
      bearer(await directory.token(NOW, ['Operator'], { claims: { padding: 'x'.repeat(9_000) } })),
      { 'x-ops-token': valid },
      { 'x-ops-token': '' },
      { authorization: `Basic ${OPERATOR_TOKEN}` },
      { authorization: OPERATOR_TOKEN },
      { cookie: `token=${OPERATOR_TOKEN}` },
    ]
    for (const headers of wrong)
      expect(await outcomeOf('operate', headers), JSON.stringify(headers)).toBe('401 UNAUTHENTICATED')
    expect(await outcomeOf('operate', bearer(valid), { directory: false })).toBe('401 UNAUTHENTICATED')
    expect(await outcomeOf('operate', bearer(valid))).toBe(`entra:${PERSON_ID} reads`)
  })

  test('takes no empty or short operator token, whatever the vault says', async () => {
    for (const secret of ['', 'short', null]) {
      const world = { operatorToken: async () => secret }
      expect(await outcomeOf('read', bearer(secret || 'null'), world)).toBe('401 UNAUTHENTICATED')
    }
  })

  test('of a stranger is to what is public, and to reads where those are open', async () => {
    for (const headers of [{}, bearer('wrong')]) {
      expect(await outcomeOf('public', headers)).toBe('anonymous')
      expect(await outcomeOf('public', headers, { anonymousReads: true })).toBe('anonymous reads')
    }
    expect(await outcomeOf('read', {}, { anonymousReads: true })).toBe('anonymous reads')
    const nobody = bearer(await directory.token(NOW, ['Owner']))
    expect(await outcomeOf('public', nobody, { anonymousReads: true })).toBe(`entra:${PERSON_ID}`)
    expect(await outcomeOf('read', bearer('wrong'), { anonymousReads: true })).toBe('401 UNAUTHENTICATED')
    expect(await outcomeOf('operate', {}, { anonymousReads: true })).toBe('401 UNAUTHENTICATED')
  })

  test('waits for the vault, but not of people and not to what is public', async () => {
    const operatorToken = () => Promise.reject(new Unavailable('key-vault', 'away'))
    expect(await outcomeOf('read', bearer(OPERATOR_TOKEN), { operatorToken })).toBe('Unavailable')
    expect(await outcomeOf('read', { 'x-ops-token': OPERATOR_TOKEN }, { operatorToken })).toBe('Unavailable')
    expect(await outcomeOf('read', bearer(await directory.token(NOW, ['Viewer'])), { operatorToken })).toMatch(
      /^entra:/,
    )
    expect(await outcomeOf('public', bearer(OPERATOR_TOKEN), { operatorToken })).toBe('anonymous')
    expect(await outcomeOf('read', {}, { operatorToken })).toBe('401 UNAUTHENTICATED')
  })

  test('is refused to an address that guessed too often, whatever it brings, and to no other', async () => {
    const from = (address: string, token: string) => ({ 'x-azure-socketip': address, ...bearer(token) })
    for (let n = 0; n < 3; n += 1) expect(await outcomeOf('public', from('192.0.2.1', `guess-${n}`))).toBe('anonymous')
    expect(await outcomeOf('read', from('192.0.2.1', OPERATOR_TOKEN))).toBe('429 TOO_MANY_FAILED_LOGINS')
    expect(await outcomeOf('public', from('192.0.2.1', OPERATOR_TOKEN))).toBe('anonymous')
    expect(await outcomeOf('read', { 'x-azure-socketip': '192.0.2.1' }, { anonymousReads: true })).toBe(
      'anonymous reads',
    )
    const old = await directory.token(NOW - DAY_MS, ['Viewer'])
    for (let n = 0; n < 9; n += 1) expect(await outcomeOf('read', from('192.0.2.3', old))).toBe('401 UNAUTHENTICATED')
    expect(await outcomeOf('read', from('192.0.2.3', OPERATOR_TOKEN))).toBe('operator reads')
    const forged = { ...from('192.0.2.2', OPERATOR_TOKEN), 'x-azure-clientip': '192.0.2.1' }
    expect(await outcomeOf('read', forged)).toBe('operator reads')
  })
})
