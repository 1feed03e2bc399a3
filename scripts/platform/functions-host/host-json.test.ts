import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readHostJson } from './host-json.ts'

const file = join(mkdtempSync(join(tmpdir(), 'host-json-')), 'host.json')
function read(json: unknown): ReturnType<typeof readHostJson> {
  writeFileSync(file, typeof json === 'string' ? json : JSON.stringify(json))
  return readHostJson(file)
}
const hubs = (eventHubs: object): ReturnType<typeof readHostJson> => read({ extensions: { eventHubs } })

describe('host.json', () => {
  it('that is empty means the defaults of the runtime', () => {
    expect(read({ version: '2.0' })).toEqual({
      routePrefix: 'api',
      logLevel: 'information',
      http: { outstandingMax: Number.POSITIVE_INFINITY, concurrentMax: Number.POSITIVE_INFINITY },
      eventHubs: {
        maxEventBatchSize: 100,
        prefetchCount: 300,
        batchCheckpointFrequency: 1,
        initialOffset: { type: 'fromStart' },
      },
    })
  })

  it('of the desk is understood', () => {
    const config = readHostJson(join(import.meta.dirname, '../../../host.json'))
    expect(config.routePrefix).toBe('')
    expect(config.http).toEqual({ outstandingMax: 200, concurrentMax: 100 })
    expect(config.eventHubs.initialOffset).toEqual({ type: 'fromStart' })
  })

  it('of the desk samples no trace away: what is measured leaves as one', () => {
    const desk = JSON.parse(readFileSync(join(import.meta.dirname, '../../../host.json'), 'utf8'))
    const { excludedTypes } = desk.logging.applicationInsights.samplingSettings
    // Names of types, parted by semicolons: learn.microsoft.com/azure/azure-functions/functions-host-json#sampling
    expect(excludedTypes.split(';')).toContain('Trace')
    expect(desk.logging.logLevel.default).toBe('Information')
  })

  it('sets the prefix, the level and the start', () => {
    const json = { extensions: { http: { routePrefix: '/v1/' } }, logging: { logLevel: { default: 'Warning' } } }
    expect(read(json)).toMatchObject({ routePrefix: 'v1', logLevel: 'warning' })
    const initialOffsetOptions = { type: 'fromEnqueuedTime', enqueuedTimeUtc: '2024-01-01T00:00:00Z' }
    expect(hubs({ initialOffsetOptions }).eventHubs.initialOffset).toEqual({
      type: 'fromEnqueuedTime',
      enqueuedOn: new Date('2024-01-01T00:00:00Z'),
    })
  })

  it.each([0, 1.5, -2, '9'])('with %j requests at a time is refused', (maxConcurrentRequests) => {
    const json = { extensions: { http: { maxConcurrentRequests } } }
    expect(() => read(json)).toThrow('extensions.http.maxConcurrentRequests is')
  })

  it.each([
    [{ maxEventBatchSize: 0 }, 'maxEventBatchSize is 0'],
    [{ prefetchCount: '9' }, 'prefetchCount is "9"'],
    [{ minEventBatchSize: 10 }, 'minEventBatchSize is 10'],
    [{ initialOffsetOptions: { type: 'middle' } }, 'initialOffsetOptions is {"type":"middle"}'],
    [{ initialOffsetOptions: { type: 'fromEnqueuedTime' } }, 'initialOffsetOptions is'],
  ])('with %j is refused: %s', (eventHubs, message) => {
    expect(() => hubs(eventHubs)).toThrow(message)
  })

  it('that cannot be read says why and where', () => {
    expect(() => read('{')).toThrow(`host.json at ${file} cannot be read`)
    expect(() => read({ logging: { logLevel: { default: 'loud' } } })).toThrow('logLevel.default is "loud"')
    expect(() => read({ extensions: 1 })).toThrow('extensions in host.json is not an object')
  })
})
