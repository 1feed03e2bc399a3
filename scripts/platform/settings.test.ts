import { describe, expect, test } from 'vitest'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { appSettings, type Surroundings } from './settings.ts'

const around: Surroundings = {
  host: '127.0.0.1',
  frontDoorId: 'id',
  operatorToken: 'a token of the operator',
  databaseUrl: 'postgres://desk@127.0.0.1/gatehouse',
  sweeperDatabaseUrl: 'postgres://sweeper@127.0.0.1/gatehouse',
  blobConnectionString: 'AccountName=gatehouse',
  events: 'Endpoint=sb://127.0.0.1:1;UseDevelopmentEmulator=true;',
}

describe('appSettings', () => {
  test.each([
    ['127.0.0.1', 'true'],
    ['127.1.2.3', 'true'],
    ['::1', 'true'],
    ['localhost', 'true'],
    ['0.0.0.0', 'false'],
    ['::', 'false'],
    ['192.168.1.5', 'false'],
    ['127.0.0.1.example.org', 'false'],
  ])('lets anybody read when the front door binds %s: %s', (host, expected) => {
    expect(appSettings({ ANONYMOUS_READS: 'true' }, { ...around, host }).ANONYMOUS_READS).toBe(expected)
  })

  test('names every hub, and lets the caller name one', () => {
    const settings = appSettings({ EH_HUB_BARS: 'bars.other', EH_HUB_ORDERS: '' }, around)
    expect(settings.EH_HUB_BARS).toBe('bars.other')
    expect(settings.EH_HUB_ORDERS).toBe(HUBS.orders.name)
    expect(settings.EH_HUB_JOBS).toBe(HUBS.jobs.name)
  })

  test('keeps the settings of the caller, except where the platform knows better', () => {
    const settings = appSettings({ WATCHLIST_TEXT: 'SPY', FRONT_DOOR_ID: 'forged' }, around)
    expect(settings).toMatchObject({ WATCHLIST_TEXT: 'SPY', FRONT_DOOR_ID: 'id', EVENTS: around.events })
  })

  test('gives the sweep worker a login of its own', () => {
    const { DATABASE_URL, SWEEP_WORKER_DATABASE_URL } = appSettings({}, around)
    expect([DATABASE_URL, SWEEP_WORKER_DATABASE_URL]).toEqual([around.databaseUrl, around.sweeperDatabaseUrl])
  })

  test('tells a namespace by its name, for an identity', () => {
    const settings = appSettings({}, { ...around, events: 'desk.servicebus.windows.net' })
    expect(settings.EVENTS).toBeUndefined()
    expect(settings.EVENTS__fullyQualifiedNamespace).toBe('desk.servicebus.windows.net')
    expect(settings.EH_FQDN).toBe('desk.servicebus.windows.net')
  })
})
