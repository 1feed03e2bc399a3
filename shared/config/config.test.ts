import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const least = {
  DATABASE_URL: 'postgres://db',
  EVENTS: 'Endpoint=sb://hubs/;SharedAccessKey=k',
  STORAGE_ACCOUNT: 'blobs',
}

function faultsOf(...given: Parameters<typeof readConfig>): readonly string[] {
  try {
    readConfig(...given)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

describe('the configuration', () => {
  it('needs a database, hubs and storage, and names all that is missing', () => {
    expect(faultsOf(least)).toEqual([])
    expect(faultsOf({}).map((fault) => fault.split(':')[0])).toEqual(['DATABASE_URL', 'EVENTS', 'STORAGE_ACCOUNT'])
  })

  it('lets a caller do without storage', () => {
    expect(faultsOf({ ...least, STORAGE_ACCOUNT: '' }, { storage: false })).toEqual([])
  })

  it('takes EVENTS as a connection string or as a namespace, and EH_FQDN as a namespace', () => {
    const eventsOf = (given: Record<string, string>) => readConfig({ ...least, ...given }).config.events
    expect(eventsOf({})).toMatchObject({ connectionString: least.EVENTS, namespace: null })
    expect(eventsOf({ EVENTS: 'ns.net' })).toMatchObject({ connectionString: null, namespace: 'ns.net' })
    expect(eventsOf({ EVENTS: '', EH_FQDN: 'ns.net' })).toMatchObject({ connectionString: null, namespace: 'ns.net' })
  })

  it.each([
    ['DATABASE_URL', 'mysql://db'],
    ['EH_FQDN', 'sb://ns.net/'],
    ['EH_CONSUMER_GROUP', 'mine'],
    ['CHECKPOINT_CONTAINER', 'EH_Checkpoints'],
    ['CHECKPOINT_CONTAINER', 'a--b'],
    ['KILL_SWITCH_NOTIONAL', '-1'],
    ['KILL_SWITCH_NOTIONAL', 'much'],
    ['TRADING_ENABLED', 'yes'],
    ['GATEHOUSE_OPERATOR_TOKEN', 'short'],
    ['WATCHLIST_TEXT', 'AAPL,<script>'],
  ])('refuses %s=%s in a line that names it', (name, value) => {
    const faults = faultsOf({ ...least, [name]: value })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(new RegExp(`^${name}[.:]`))
  })
})
