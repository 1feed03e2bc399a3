import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refuse, Vault } from '../../../scripts/testing/vault.ts'
import { createVault } from './vault.ts'

const NOW = Date.parse('2026-03-04T15:00:00Z')
const SECONDS = NOW / 1_000

let vault: Vault
beforeAll(async () => {
  vault = await Vault.start()
})
afterAll(() => vault[Symbol.asyncDispose]())
beforeEach(() => {
  vault.fault = null
  vault.secrets.clear()
  vault.asked.length = 0
})

/** A reader that notes its pauses in the place of waiting. */
function reader(more: { readonly withinMs?: number; readonly token?: () => Promise<string> } = {}) {
  const pauses: number[] = []
  const pause = async (ms: number) => pauses.push(ms)
  const secrets = createVault({ uri: vault.uri, token: vault.token, clock: { now: () => NOW }, pause, ...more })
  return { read: () => secrets.read('OPERATOR-TOKEN'), pauses }
}
const busy = (status: number, retryAfter?: string) => (response: ServerResponse) => {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  refuse(response, status, 'Throttled')
}

describe('a secret', () => {
  test('is read anew at every call', async () => {
    const { read } = reader()
    for (const value of ['one', 'two']) {
      vault.secrets.set('OPERATOR-TOKEN', { value })
      expect(await read()).toBe(value)
    }
    expect(vault.asked).toHaveLength(2)
  })

  test.each([
    ['is not there', undefined],
    ['is disabled', { enabled: false }],
    ['is not valid yet', { nbf: SECONDS + 1 }],
    ['has expired', { exp: SECONDS }],
  ])('that %s is none', async (_, attributes) => {
    if (attributes) vault.secrets.set('OPERATOR-TOKEN', { value: 'x', attributes })
    expect(await reader().read()).toBeNull()
    expect(vault.asked).toHaveLength(1)
  })

  test('within its dates is one', async () => {
    const attributes = { enabled: true, nbf: SECONDS, exp: SECONDS + 1 }
    vault.secrets.set('OPERATOR-TOKEN', { value: 'x', attributes })
    expect(await reader().read()).toBe('x')
  })
})

describe('a vault', () => {
  test.each([
    ['403', 403, 'Forbidden', /grant the identity the role Key Vault Secrets User/],
    ['401', 401, 'Unauthorized', /check KEY_VAULT_URI and AZURE_CLIENT_ID/],
    ['400', 400, 'BadParameter', /400 BadParameter/],
  ])('that refuses with %s is asked once, and the remedy is named', async (_, status, code, words) => {
    vault.fault = (response) => refuse(response, status, code)
    const error = await reader()
      .read()
      .catch((fault: Error) => fault)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'Error', message: expect.stringMatching(words) })
    expect(vault.asked).toHaveLength(1)
  })

  test('that is busy is asked again when it says so, three times at most', async () => {
    vault.secrets.set('OPERATOR-TOKEN', { value: 'x' })
    vault.fault = (response, question) =>
      question < 3 ? busy(429, String(question))(response) : response.end(JSON.stringify({ value: 'x' }))
    const { read, pauses } = reader()
    expect(await read()).toBe('x')
    expect(pauses).toEqual([1_000, 2_000])
    vault.fault = busy(503)
    await expect(read()).rejects.toMatchObject({ name: 'Unavailable', neighbour: 'key-vault' })
    expect(pauses.slice(2)).toEqual([200, 400])
    expect(vault.asked).toHaveLength(6)
  })

  test('that asks for more patience than there is is away, and says for how long', async () => {
    vault.fault = busy(429, '60')
    await expect(reader().read()).rejects.toMatchObject({ name: 'Unavailable', retryAfterMs: 60_000 })
    expect(vault.asked).toHaveLength(1)
  })

  test.each<[string, NonNullable<Vault['fault']>]>([
    ['breaks off', (response) => response.destroy()],
    ['never answers', () => undefined],
  ])('that %s is away', async (_, fault) => {
    vault.fault = fault
    await expect(reader({ withinMs: 300 }).read()).rejects.toMatchObject({ name: 'Unavailable' })
  })

  test('that leads elsewhere is not followed', async () => {
    await using evil = await Vault.start()
    evil.fault = (response) => response.end('{"value":"a token of somebody else"}')
    const location = `${evil.uri}/secrets/OPERATOR-TOKEN?api-version=7.4`
    vault.fault = (response) => response.writeHead(307, { location }).end()
    await expect(reader().read()).rejects.toMatchObject({ name: 'Unavailable' })
    expect(evil.asked).toEqual([])
  })

  test('whose callers get no token is away', async () => {
    const token = async () => {
      throw new Error('no identity endpoint')
    }
    await expect(reader({ token }).read()).rejects.toThrow(/^key-vault: no identity endpoint$/)
    expect(vault.asked).toEqual([])
  })

  test('whose callers wait for a token for ever is away in time', async () => {
    const { read } = reader({ withinMs: 300, token: () => new Promise(() => undefined) })
    await expect(read()).rejects.toMatchObject({ name: 'Unavailable', neighbour: 'key-vault' })
    expect(vault.asked).toEqual([])
  })

  test.each(['<html>', '{}', '{"value":1}', JSON.stringify({ value: 'x'.repeat(30_000) })])(
    'that says what is no secret is a fault: %.20s',
    async (text) => {
      vault.fault = (response) => response.end(text)
      await expect(reader().read()).rejects.toThrow('the answer about OPERATOR-TOKEN is no secret')
    },
  )
})
