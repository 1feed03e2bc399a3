import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Directory, PERSON_ID } from '../scripts/testing/directory.ts'
import { openAll } from './http/endpoints.ts'
import { askAll, headersOf, rowOf, type Setup } from './testing/access-matrix.ts'
import { Desk } from './testing/desk.ts'

const ENDPOINTS = await openAll()

let directory: Directory
beforeAll(async () => {
  directory = await Directory.start()
})
afterAll(() => directory[Symbol.asyncDispose]())

const SETUPS: readonly Setup[] = [
  { anonymousReads: true, operatorTokenRoles: 'Viewer,Operator,Approver' },
  { anonymousReads: false, operatorTokenRoles: 'Viewer,Operator,Approver' },
  { anonymousReads: true, operatorTokenRoles: 'Viewer' },
  { anonymousReads: false, operatorTokenRoles: 'Viewer,Operator' },
]

describe.each(SETUPS)('with anonymous reads $anonymousReads, the operator token as $operatorTokenRoles', (setup) => {
  let desk: Desk
  let callers: Record<string, Record<string, string>>
  beforeAll(async () => {
    const roles = { OPERATOR_TOKEN_ROLES: setup.operatorTokenRoles, FAILED_LOGINS_PER_MINUTE: '1000000' }
    desk = await Desk.start({
      host: setup.anonymousReads ? '127.0.0.1' : '0.0.0.0',
      env: { ...directory.settings, ...roles },
    })
    callers = await headersOf(desk, directory)
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test.each(ENDPOINTS)('$method /$route admits who may call and nobody else', async (endpoint) => {
    expect(await askAll(desk, endpoint, callers)).toEqual(rowOf(endpoint, setup))
  })

  test('detail of readiness is for those who may read', async () => {
    for (const [name, headers] of Object.entries(callers)) {
      const { body } = await desk.ask('/health/ready', { headers })
      const isKnown = !['no token', 'a wrong token', 'nobody’s roles', 'an expired Operator'].includes(name)
      const isUnknown = name !== 'nobody’s roles'
      expect(body.checks !== undefined, name).toBe(isKnown || (setup.anonymousReads && isUnknown))
    }
  })

  test('the trail names who it was, and the log no token', async () => {
    const rows = await desk.rows<{ actor: string }>('select distinct actor from ops.idempotency order by 1')
    const actors = setup.operatorTokenRoles === 'Viewer' ? [`entra:${PERSON_ID}`] : [`entra:${PERSON_ID}`, 'operator']
    expect(rows.map(({ actor }) => actor)).toEqual(actors)
    const log = readFileSync(desk.log('functions'), 'utf8')
    expect(log).toContain('"function":"router-run"')
    for (const headers of Object.values(callers)) {
      for (const value of Object.values(headers)) expect(log).not.toContain(value.replace(/^Bearer /, ''))
    }
    expect(log).not.toMatch(/eyJ[\w-]{20}/)
  })
})
