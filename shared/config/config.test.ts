import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HUBS } from '../contracts/hubs.ts'
import { SCAN_DEFAULTS } from '../contracts/scan-settings.ts'
import { ConfigError, readConfig, SETTINGS } from './config.ts'
import type { Environment } from './env.ts'

const LOCAL: Environment = {
  DATABASE_URL: 'postgres://desk:secret@127.0.0.1/gatehouse',
  EVENTS: 'Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=local;SharedAccessKey=local;',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
}
const AZURE: Environment = {
  PGHOST: 'desk.postgres.database.azure.com',
  PGUSER: 'desk app',
  EH_FQDN: 'desk.servicebus.windows.net',
  STORAGE_ACCOUNT: 'deskdata',
  AZURE_CLIENT_ID: '00000000-0000-4000-8000-000000000000',
}

const ID = AZURE.AZURE_CLIENT_ID ?? ''
const CALLERS: Environment = {
  ...{ KEY_VAULT_URI: 'https://desk.vault.azure.net/', OPERATOR_TOKEN_ROLES: 'Viewer,Operator' },
  ...{ ENTRA_TENANT_ID: ID, ENTRA_API_CLIENT_ID: ID },
}

function faultsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('a whole configuration', () => {
  test('of the local cloud has connection strings and the runbook’s names and limits', () => {
    const { config, secrets } = readConfig(LOCAL)
    expect(config).toMatchObject({
      database: { url: LOCAL.DATABASE_URL, usesEntra: false },
      events: { connectionString: LOCAL.EVENTS, namespace: null, group: 'orchestrator' },
      storage: { connectionString: LOCAL.AzureWebJobsStorage, account: null, checkpointContainer: 'eh-checkpoints' },
      access: {
        ...{ anonymousReads: false, frontDoorId: null, failedLoginsPerMinute: 30 },
        operatorTokenRoles: ['Viewer', 'Operator', 'Approver'],
      },
      entra: null,
      keyVaultUri: null,
      desk: { tradingEnabled: false, killSwitchActive: false, killSwitchNotionalUsd: 10_000 },
    })
    for (const [key, hub] of Object.entries(HUBS)) expect(config.events.hubs).toHaveProperty(key, hub.name)
    expect(secrets).toEqual({ 'OPERATOR-TOKEN': null, 'ALPACA-KEY-ID': null, 'ALPACA-SECRET-KEY': null })
  })

  test('of Azure logs in by identity', () => {
    const { config } = readConfig(AZURE)
    expect(config.database).toEqual({
      url: 'postgres://desk%20app@desk.postgres.database.azure.com/gatehouse?sslmode=verify-full',
      usesEntra: true,
    })
    expect(config.events).toMatchObject({ connectionString: null, namespace: 'desk.servicebus.windows.net' })
    expect(config.storage).toMatchObject({ connectionString: null, account: 'deskdata' })
  })

  test('takes a namespace in EVENTS for one', () => {
    const { config } = readConfig({ ...LOCAL, EVENTS: 'desk.servicebus.windows.net' })
    expect(config.events).toMatchObject({ connectionString: null, namespace: 'desk.servicebus.windows.net' })
  })

  test('starts sweeps in a Container Apps job, as processes of this machine, or nowhere', () => {
    const resourceId = '/subscriptions/s/resourceGroups/desk/providers/Microsoft.App/jobs/sweep'
    expect(readConfig(LOCAL).config.sweepWorker).toBeNull()
    expect(readConfig({ ...AZURE, SWEEP_JOB_RESOURCE_ID: resourceId }).config.sweepWorker).toEqual({
      ...{ kind: 'container', resourceId, container: 'sweep-job', apiVersion: '2024-03-01' },
    })
    const local = { ...LOCAL, SWEEP_JOB_RESOURCE_ID: resourceId, SWEEP_WORKER_COMMAND: '["node","worker.ts"]' }
    const process = { kind: 'process', command: ['node', 'worker.ts'], logFile: null, databaseUrl: null }
    expect(readConfig(local).config.sweepWorker).toEqual(process)
    const login = { SWEEP_WORKER_DATABASE_URL: 'postgres://sweeper@127.0.0.1/gatehouse' }
    expect(readConfig({ ...local, ...login }).config.sweepWorker).toEqual({
      ...{ ...process, databaseUrl: login.SWEEP_WORKER_DATABASE_URL },
    })
    for (const command of ['node worker.ts', '[]', '{}', '[""]', '[1]', '"node"']) {
      expect(faultsOf({ ...LOCAL, SWEEP_WORKER_COMMAND: command })).toEqual([
        'SWEEP_WORKER_COMMAND: must be a JSON list of a program and its arguments',
      ])
    }
    expect(faultsOf({ ...AZURE, SWEEP_JOB_RESOURCE_ID: 'sweep' })).toEqual([
      expect.stringMatching(/^SWEEP_JOB_RESOURCE_ID: must be the resource id/),
    ])
  })

  test('of Azure takes its secrets from the vault and its people from the directory', () => {
    const { config, secrets } = readConfig({
      ...AZURE,
      ...CALLERS,
      ENTRA_AUTHORITY: 'https://login.microsoftonline.us/',
    })
    expect(config).toMatchObject({
      keyVaultUri: 'https://desk.vault.azure.net',
      entra: { authority: 'https://login.microsoftonline.us', tenantId: ID, clientId: ID },
      access: { operatorTokenRoles: ['Viewer', 'Operator'] },
    })
    expect(Object.values(secrets)).toEqual([null, null, null])
  })

  test('may do without storage where the caller says so', () => {
    const environment = { ...LOCAL, AzureWebJobsStorage: '' }
    expect(faultsOf(environment)).toHaveLength(1)
    expect(readConfig(environment, { storage: false }).config.storage.account).toBeNull()
  })

  test('reads flags, numbers and lists as the runbook writes them', () => {
    const { desk } = readConfig({
      ...LOCAL,
      TRADING_ENABLED: '1',
      KILL_SWITCH_NOTIONAL: '2500.5',
      WATCHLIST_TEXT: 'aapl, SPY\n\nbrk.b,',
    }).config
    expect(desk).toMatchObject({
      tradingEnabled: true,
      killSwitchNotionalUsd: 2_500.5,
      watchlist: ['AAPL', 'SPY', 'BRK.B'],
    })
  })

  test('has the scans of the runbook, and a universe that nobody wrote yet', () => {
    const { scan } = readConfig(LOCAL).config.desk
    expect(scan).toEqual({ ...SCAN_DEFAULTS, universe: { source: 'auto', textlist: null } })
  })

  test('reads the gates of the scans by the runbook’s names', () => {
    const { scan } = readConfig({
      ...LOCAL,
      ...{ WATCHLIST_SOURCE: 'textlist', UNIVERSE: 'spy, QQQ\niwm', MAX_WATCHLIST: '5', SCAN_RULE: 'all' },
      ...{ PRICE_MIN: '2', PRICE_MAX: '10', GAP_MIN_PCT: '0', RVOL_MIN: '2.5', SPREAD_MAX_PCT_PRE: '1' },
      ...{ DOLLAR_VOL_MIN_PRE: '500000', PRICE_MIN_INTRADAY: '4', RVOL_MIN_INTRADAY: '2', VOLUME_MIN_INTRADAY: '9' },
      ...{ PRICE_MIN_AFTER: '6', MOVE_MIN_PCT_AFTER: '7', DOLLAR_VOL_MIN_AFTER: '8' },
    }).config.desk
    expect(scan).toEqual({
      universe: { source: 'textlist', textlist: ['SPY', 'QQQ', 'IWM'] },
      listMax: 5,
      premarket: {
        ...{ priceMinUsd: 2, priceMaxUsd: 10, gapMinPercent: 0, rvolMin: 2.5, spreadMaxPercent: 1, rule: 'all' },
        dollarVolumeMinUsd: 500_000,
      },
      intraday: { priceMinUsd: 4, rvolMin: 2, volumeMinShares: 9 },
      afterhours: { priceMinUsd: 6, moveMinPercent: 7, dollarVolumeMinUsd: 8 },
    })
  })

  test('takes an empty setting for an absent one', () => {
    const empty = Object.fromEntries(SETTINGS.map((name) => [name, '']))
    expect(readConfig({ ...empty, ...LOCAL })).toEqual(readConfig(LOCAL))
  })

  test('keeps its secrets apart, so that no log of it shows one', () => {
    const token = 'a-token-of-the-operator'
    const { config, secrets } = readConfig({
      ...LOCAL,
      GATEHOUSE_OPERATOR_TOKEN: token,
      ALPACA_API_SECRET: 'hush-hush',
    })
    expect(secrets).toEqual({ 'OPERATOR-TOKEN': token, 'ALPACA-KEY-ID': null, 'ALPACA-SECRET-KEY': 'hush-hush' })
    expect(JSON.stringify(config)).not.toMatch(new RegExp(`${token}|hush-hush`))
  })

  test('is frozen through and through', () => {
    const { config, secrets } = readConfig(LOCAL)
    const objects = (value: unknown): object[] =>
      value !== null && typeof value === 'object' ? [value, ...Object.values(value).flatMap(objects)] : []
    for (const one of [...objects(config), ...objects(secrets)])
      expect(Object.isFrozen(one), JSON.stringify(one)).toBe(true)
  })
})

describe('a faulty configuration', () => {
  test.each([
    ['nothing at all', {}, ['DATABASE_URL', 'EVENTS', 'STORAGE_ACCOUNT']],
    ['half a login', { ...AZURE, PGUSER: undefined }, ['DATABASE_URL']],
    ['another database', { ...LOCAL, DATABASE_URL: 'mysql://x' }, ['DATABASE_URL']],
    ['a flag that is a word', { ...LOCAL, TRADING_ENABLED: 'yes' }, ['TRADING_ENABLED']],
    ['a limit that is a word', { ...LOCAL, KILL_SWITCH_NOTIONAL: 'much' }, ['KILL_SWITCH_NOTIONAL']],
    ['a limit of nothing', { ...LOCAL, RISK_EQUITY_BASE: '0' }, ['RISK_EQUITY_BASE']],
    ['a limit below nothing', { ...LOCAL, ROUTE_MAX_NOTIONAL: '-1' }, ['ROUTE_MAX_NOTIONAL']],
    ['a limit without end', { ...LOCAL, KILL_SWITCH_NOTIONAL: 'Infinity' }, ['KILL_SWITCH_NOTIONAL']],
    ['a short token', { ...LOCAL, GATEHOUSE_OPERATOR_TOKEN: 'guessable' }, ['GATEHOUSE_OPERATOR_TOKEN']],
    ['an unknown group', { ...LOCAL, EH_CONSUMER_GROUP: 'mine' }, ['EH_CONSUMER_GROUP']],
    ['a container that Azure refuses', { ...LOCAL, CHECKPOINT_CONTAINER: 'No_Such' }, ['CHECKPOINT_CONTAINER']],
    ['a container with two dashes', { ...LOCAL, CHECKPOINT_CONTAINER: 'a--b' }, ['CHECKPOINT_CONTAINER']],
    ['a script for a symbol', { ...LOCAL, WATCHLIST_TEXT: 'AAPL,<script>' }, ['WATCHLIST_TEXT']],
    ['a host with a scheme', { ...AZURE, EH_FQDN: 'https://desk' }, ['EH_FQDN']],
    ['a strategy that is none', { ...LOCAL, ROUTE_STRATEGY: 'luck' }, ['ROUTE_STRATEGY']],
    ['a daily bar of the session', { ...LOCAL, ROUTE_INTERVAL: '1Day' }, ['ROUTE_INTERVAL']],
    ['a symbol that is none', { ...LOCAL, WATCHLIST_TEXT: 'AAPL $$$' }, ['WATCHLIST_TEXT']],
    ['a universe of words', { ...LOCAL, UNIVERSE: 'SPY for BRK.B' }, ['UNIVERSE']],
    ['a source that is none', { ...LOCAL, WATCHLIST_SOURCE: 'rumour' }, ['WATCHLIST_SOURCE']],
    ['a list by hand without one', { ...LOCAL, WATCHLIST_SOURCE: 'manual' }, ['WATCHLIST_TEXT']],
    ['a folder that is not named', { ...LOCAL, WATCHLIST_SOURCE: 'file-universe' }, ['DATA_DIR']],
    ['a price range of nothing', { ...LOCAL, PRICE_MAX: '0.5' }, ['PRICE_MIN']],
    ['half a symbol', { ...LOCAL, MAX_WATCHLIST: '1.5' }, ['MAX_WATCHLIST']],
    ['a list of all symbols', { ...LOCAL, MAX_WATCHLIST: '201' }, ['MAX_WATCHLIST']],
    ['a rule of neither', { ...LOCAL, SCAN_RULE: 'some' }, ['SCAN_RULE']],
    ['a vault of somebody else’s', { ...AZURE, KEY_VAULT_URI: 'https://vault.example' }, ['KEY_VAULT_URI']],
    ['a vault over plain http', { ...AZURE, KEY_VAULT_URI: 'http://desk.vault.azure.net' }, ['KEY_VAULT_URI']],
    ['an authority over plain http', { ...AZURE, ENTRA_AUTHORITY: 'http://login.example' }, ['ENTRA_AUTHORITY']],
    ['a directory by name', { ...AZURE, ...CALLERS, ENTRA_TENANT_ID: 'common' }, ['ENTRA_TENANT_ID']],
    ['a directory without an audience', { ...AZURE, ENTRA_TENANT_ID: ID }, ['ENTRA_API_CLIENT_ID']],
    ['an audience without a directory', { ...AZURE, ENTRA_API_CLIENT_ID: ID }, ['ENTRA_TENANT_ID']],
    ['a role that is none', { ...AZURE, OPERATOR_TOKEN_ROLES: 'Viewer,Owner' }, ['OPERATOR_TOKEN_ROLES']],
    ['no failed login at all', { ...AZURE, FAILED_LOGINS_PER_MINUTE: '0' }, ['FAILED_LOGINS_PER_MINUTE']],
    [
      'secrets in settings beside a vault',
      { ...AZURE, ...CALLERS, GATEHOUSE_OPERATOR_TOKEN: 'x'.repeat(16), ALPACA_API_KEY: 'a', ALPACA_API_SECRET: 'b' },
      ['GATEHOUSE_OPERATOR_TOKEN', 'ALPACA_API_KEY', 'ALPACA_API_SECRET'],
    ],
    ['a gap below nothing', { ...LOCAL, GAP_MIN_PCT: '-1' }, ['GAP_MIN_PCT']],
  ])('%s is told by name and remedy', (_, environment, names) => {
    const faults = faultsOf(environment)
    expect(faults.map((fault) => fault.split(/[.:]/)[0])).toEqual(names)
    for (const fault of faults) expect(fault).toMatch(/^\w+(\.\d+)?: \S.{5,}/)
  })

  test('names the tickers that are none', () => {
    const [fault] = faultsOf({ ...LOCAL, UNIVERSE: 'SPY for BRK.B toolong' })
    expect(fault).toMatch(
      /^UNIVERSE: "FOR", "BRK\.B", "TOOLONG": a ticker has 1 to 5 letters, and not one of the words/,
    )
  })

  test('is told whole: every faulty setting at once, whether its form is wrong or it is missing', () => {
    const wrong = { TRADING_ENABLED: 'yes', KILL_SWITCH_NOTIONAL: 'much', ROUTE_STRATEGY: 'luck' }
    fc.assert(
      fc.property(
        fc.subarray(Object.entries(wrong), { minLength: 1 }),
        fc.subarray(Object.keys(LOCAL)),
        (given, kept) => {
          const present = Object.fromEntries(Object.entries(LOCAL).filter(([name]) => kept.includes(name)))
          const missing = ['DATABASE_URL', 'EVENTS', 'AzureWebJobsStorage'].filter((name) => !kept.includes(name))
          const told = faultsOf({ ...present, ...Object.fromEntries(given) }).join('\n')
          for (const [name] of given) expect(told).toContain(`${name}: `)
          for (const name of missing) expect(told).toContain(name)
        },
      ),
    )
  })

  test('never shows the value of a secret', () => {
    const url = 'mysql://desk:s3cret@host/db'
    expect(faultsOf({ ...LOCAL, DATABASE_URL: url, GATEHOUSE_OPERATOR_TOKEN: 'short-one' }).join()).not.toMatch(
      /s3cret|short-one/,
    )
  })
})
