import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeHome, tellAddresses } from '../platform/home.ts'
import { eventsConnection, UsageError, withDesk } from './desk.ts'

const dir = mkdtempSync(join(tmpdir(), 'gatehouse-desk-'))
const running = { GATEHOUSE_HOME: join(dir, 'running') }
const idle = { GATEHOUSE_HOME: join(dir, 'idle') }
const desk = { databaseUrl: 'postgres://desk', blobConnectionString: 'blob of the desk', events: 'Endpoint=desk' }
const ofDesk = { EVENTS: desk.events, DATABASE_URL: desk.databaseUrl, AzureWebJobsStorage: desk.blobConnectionString }
let home: ReturnType<typeof takeHome>

beforeAll(() => {
  home = takeHome(running.GATEHOUSE_HOME)
  const rest = { pid: process.pid, url: '', functionsUrl: '', operatorToken: '' }
  tellAddresses(running.GATEHOUSE_HOME, { ...desk, ...rest })
})
afterAll(() => {
  home.release()
  rmSync(dir, { recursive: true, force: true })
})

describe('the events of a command', () => {
  it.each([
    ['the given ones', 'Endpoint=given', { ...running, EVENTS: 'Endpoint=env' }, 'Endpoint=given'],
    ['then EVENTS', undefined, { ...running, EVENTS: 'Endpoint=env', EH_FQDN: 'ns' }, 'Endpoint=env'],
    ['then EH_FQDN', undefined, { ...running, EH_FQDN: 'ns' }, 'ns'],
    ['then those of the running desk', undefined, running, desk.events],
  ])('are %s', (_, given, environment, events) => {
    expect(eventsConnection(given, environment)).toBe(events)
  })

  it('are asked for when no desk runs', () => {
    expect(() => eventsConnection(undefined, idle)).toThrow(UsageError)
    expect(() => eventsConnection(undefined, idle)).toThrow(
      /^no desk runs in .*idle: npm start first, or give --events/,
    )
  })
})

describe('the running desk', () => {
  it.each([
    ['fills in everything', {}, ofDesk],
    ['leaves another database alone', { PGHOST: 'pg' }, { ...ofDesk, DATABASE_URL: undefined }],
    ['leaves another storage alone', { STORAGE_ACCOUNT: 'a' }, { ...ofDesk, AzureWebJobsStorage: undefined }],
    ['gives the rest to its own events', { EVENTS: desk.events }, ofDesk],
    ['gives nothing to other events', { EVENTS: 'Endpoint=x' }, {}],
    ['gives nothing to a namespace', { EH_FQDN: 'ns' }, {}],
  ])('%s', (_, given, added) => {
    expect(withDesk({ ...running, ...given })).toEqual({ ...running, ...given, ...added })
  })

  it('is asked for where no events are named', () => {
    expect(() => withDesk(idle)).toThrow(/^no desk runs in .*idle: npm start first, or give EVENTS or EH_FQDN$/)
    expect(withDesk({ ...idle, EH_FQDN: 'ns' })).toEqual({ ...idle, EH_FQDN: 'ns' })
  })

  it('is gone with its process', () => {
    home.release()
    expect(() => withDesk(running)).toThrow(UsageError)
  })
})
