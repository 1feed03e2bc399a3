import { describe, expect, it } from 'vitest'
import { hostStorage, hubConnection, isDisabled, resolveSettings } from './settings.ts'

describe('a binding', () => {
  it('takes %NAME% from the settings, several times, and says which is missing', () => {
    expect(resolveSettings('a-%X%-%Y%', { X: '1', Y: '2' }, 'f')).toBe('a-1-2')
    expect(resolveSettings('plain', {}, 'f')).toBe('plain')
    expect(() => resolveSettings('%X%', { X: '' }, 'eventHubName of function "f"')).toThrow(
      'eventHubName of function "f" is "%X%": set the app setting X',
    )
  })
})

describe('a function', () => {
  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
    [undefined, false],
  ])('with Disabled %j is off: %s', (value, off) => {
    expect(isDisabled('pulse', { 'AzureWebJobs.pulse.Disabled': value })).toBe(off)
    expect(isDisabled('pulses', { 'AzureWebJobs.pulse.Disabled': value })).toBe(false)
  })
})

describe('a connection', () => {
  const text = 'Endpoint=sb://h/;SharedAccessKeyName=a;SharedAccessKey=b;EntityPath=own'

  it('is a connection string, under its name or the host’s prefix', () => {
    const expected = { kind: 'connectionString', connectionString: text, entityPath: 'own' }
    expect(hubConnection('EVENTS', { EVENTS: text }, 'c')).toEqual(expected)
    expect(hubConnection('EVENTS', { AzureWebJobsEVENTS: text }, 'c')).toEqual(expected)
  })

  it('is an identity when only the namespace is set', () => {
    const settings = { EVENTS__fullyQualifiedNamespace: 'n.servicebus.windows.net', EVENTS__clientId: 'id' }
    expect(hubConnection('EVENTS', settings, 'c')).toEqual({
      kind: 'identity',
      fullyQualifiedNamespace: 'n.servicebus.windows.net',
      clientId: 'id',
    })
  })

  it('that is absent names both settings that would do', () => {
    expect(() => hubConnection('EVENTS', {}, 'connection of function "f"')).toThrow(
      'connection of function "f" is "EVENTS": set the app setting EVENTS or EVENTS__fullyQualifiedNamespace',
    )
  })

  it('of the host’s storage is a string, a service or an account', () => {
    const identity = (serviceUri: string): object => ({ kind: 'identity', serviceUri, clientId: undefined })
    expect(hostStorage({ AzureWebJobsStorage: 's' })).toEqual({ kind: 'connectionString', connectionString: 's' })
    expect(hostStorage({ AzureWebJobsStorage__blobServiceUri: 'https://u' })).toEqual(identity('https://u'))
    expect(hostStorage({ AzureWebJobsStorage__accountName: 'a' })).toEqual(identity('https://a.blob.core.windows.net'))
    expect(() => hostStorage({})).toThrow('set the app setting AzureWebJobsStorage')
  })
})
