import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedDataDir } from '../../scripts/testing/shared-data.ts'
import { createMemoryLake } from '../adapters/memory/lake.ts'
import { createFileSource } from '../adapters/vendors/file/file-source.ts'
import { createSyntheticSource } from '../adapters/vendors/synthetic/synthetic-source.ts'
import { type OutgoingEvent, readEvent } from '../contracts/envelope.ts'
import { syntheticBars } from '../domain/market/index.ts'
import { ingestBars } from './ingest-bars.ts'
import { barEvent, publishBars } from './publish-bars.ts'

const at = (text: string): number => Date.parse(text)
const shared = sharedDataDir()

describe('ingestBars', () => {
  test('keeps the bars of a vendor in the lake', async () => {
    const lake = createMemoryLake()
    const request = { symbol: 'AAPL', interval: '1Day', from: at('2014-01-01'), to: at('2014-02-01') } as const
    const report = await ingestBars({ source: createSyntheticSource(), lake }, request)
    expect(report).toMatchObject({ kind: 'ingested', bars: 21, quarantined: 0, rules: {}, quarantinePath: null })
    expect(
      await lake.read({ vendor: 'synthetic', interval: '1Day', symbol: 'AAPL' }, 0, at('2020-01-01')),
    ).toHaveLength(21)
  })

  test('a refusal of the vendor is handed on and nothing is written', async () => {
    const lake = createMemoryLake()
    const request = { symbol: 'AAPL', interval: '1Day', from: at('2040-01-01'), to: at('2040-02-01') } as const
    const report = await ingestBars({ source: createSyntheticSource(), lake }, request)
    expect(report).toMatchObject({ kind: 'refused', reason: 'NO_DATA' })
    expect(await lake.read({ vendor: 'synthetic', interval: '1Day', symbol: 'AAPL' }, 0, at('2060-01-01'))).toEqual([])
  })

  test.skipIf(shared === null)('a dirty file goes in with its bad rows set aside by rule', async () => {
    const lake = createMemoryLake()
    const source = createFileSource({ dir: join(shared ?? '', 'A_ohlcv/dirty') })
    const request = { symbol: 'BAD', interval: '1Day', from: at('2017-01-01'), to: at('2019-01-01') } as const
    const report = await ingestBars({ source, lake }, request)
    if (report.kind === 'refused') throw new Error(report.detail)
    expect(report.bars + report.quarantined).toBe(502)
    expect(Object.values(report.rules).reduce((sum, count) => sum + count, 0)).toBe(report.quarantined)
    const kept = lake.quarantined.get(report.quarantinePath ?? '') ?? ''
    expect(kept.trim().split('\n')).toHaveLength(report.quarantined)
  })
})

describe('publishBars', () => {
  const bars = syntheticBars({ symbol: 'AAPL', seed: 1, interval: '1Hour' }, at('2014-06-06'), at('2014-06-07'))

  test('every bar arrives as it was sent, by symbol, with an id of its own', async () => {
    const sent: OutgoingEvent[] = []
    await publishBars({ publisher: { send: async (events) => void sent.push(...events) } }, 'replay', bars)
    expect(sent.map((event) => event.partitionKey)).toEqual(bars.map(() => 'AAPL'))
    expect(new Set(sent.map((event) => event.id)).size).toBe(bars.length)
    const read = sent.map((event) => readEvent('bars', JSON.parse(JSON.stringify(event.body))))
    expect(read.map((one) => one.kind === 'event' && one.event.data)).toEqual(bars)
    expect(read.map((one) => one.kind === 'event' && one.event.time)).toEqual(bars.map((bar) => bar.closesAt))
  })

  test('a bar has one id per book, whatever its prices became', () => {
    const [bar] = bars
    if (!bar) throw new Error('no bars')
    expect(barEvent('replay', { ...bar, close: 1 }).id).toBe(barEvent('replay', bar).id)
    expect(barEvent('practice', bar).id).not.toBe(barEvent('replay', bar).id)
    expect(barEvent('replay', { ...bar, interval: '5Min' }).id).not.toBe(barEvent('replay', bar).id)
  })
})
