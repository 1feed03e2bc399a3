import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSettings, settingsOver } from './settings.ts'

const KNOWN = ['EH_FQDN', 'EVENTS', 'LOCAL_DEV', 'AzureWebJobsStorage', 'STORAGE_ACCOUNT', 'DATABASE_URL', 'PGHOST']

describe('settings on the command line', () => {
  it.each([
    ['KEY=VALUE', ['EH_FQDN=a.b']],
    ['--key value', ['--eh-fqdn', 'a.b']],
    ['--key=value', ['--eh-fqdn=a.b']],
    ['--KEY value', ['--EH_FQDN', 'a.b']],
    ['two of which the last wins', ['EH_FQDN=x', '--eh_fqdn', 'a.b']],
  ])('are taken as %s', (_, args) => {
    const given = readSettings(['orders', ...args], KNOWN)
    expect(given).toEqual({ words: ['orders'], settings: { EH_FQDN: 'a.b' }, help: false, faults: [] })
  })

  it('find a name however it is spelt, and keep any value whole', () => {
    const spelling = fc.constantFrom(
      (name: string) => name,
      (name: string) => name.toLowerCase(),
      (name: string) => `--${name.replaceAll('_', '-').toLowerCase()}`,
      (name: string) => `--${name}`,
    )
    fc.assert(
      fc.property(fc.constantFrom(...KNOWN), spelling, fc.string(), (name, spelt, value) => {
        expect(readSettings([`${spelt(name)}=${value}`], KNOWN).settings).toEqual({ [name]: value })
      }),
    )
  })

  it.each([
    [['EH_FQND=x'], 'EH_FQND: is not a setting; see --help'],
    [['--nothing', 'x'], 'nothing: is not a setting; see --help'],
    [['--eh-fqdn'], '--eh-fqdn: needs a value'],
    [['--eh-fqdn', '--local-dev', '1'], '--eh-fqdn: needs a value'],
    [['-x'], '-x: is not an option; see --help'],
  ])('%j are refused in one line', (args, fault) => {
    expect(readSettings(args, KNOWN).faults).toEqual([fault])
  })

  it.each(['--help', '-h'])('%s is asked for anywhere', (word) => {
    expect(readSettings(['orders', 'EH_FQDN=x', word], KNOWN).help).toBe(true)
  })
})

describe('settings over the environment', () => {
  const environment = { EVENTS: 'Endpoint=here', AzureWebJobsStorage: 'here', DATABASE_URL: 'postgres://here', X: '1' }

  it('win, and hide the environment’s other way to the same neighbour', () => {
    const settings = settingsOver(environment, { EH_FQDN: 'there', STORAGE_ACCOUNT: 'there' })
    expect(settings).toEqual({
      EVENTS: undefined,
      AzureWebJobsStorage: undefined,
      ...{ EH_FQDN: 'there', STORAGE_ACCOUNT: 'there', DATABASE_URL: 'postgres://here', X: '1' },
    })
  })

  it('leave the environment as it is when nothing is given', () => {
    expect(settingsOver(environment, {})).toEqual(environment)
  })
})
