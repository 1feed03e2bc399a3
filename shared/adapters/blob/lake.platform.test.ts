import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlobServiceClient, ContainerClient } from '@azure/storage-blob'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAzurite } from '../../../scripts/platform/azurite/azurite.ts'
import { Unavailable } from '../../base/unavailable.ts'
import type { Bar } from '../../contracts/bars.ts'
import { lakePath } from '../../contracts/lake.ts'
import { syntheticBars } from '../../domain/market/index.ts'
import { createMemoryLake } from '../memory/lake.ts'
import { createBlobArtefacts } from './artefacts.ts'
import { createBlobService } from './clients.ts'
import { createBlobLake } from './lake.ts'

const dir = mkdtempSync(join(tmpdir(), 'lake-'))
let azurite: Awaited<ReturnType<typeof startAzurite>>
let service: BlobServiceClient
let containers = 0

beforeAll(async () => {
  azurite = await startAzurite({ dir, logFile: join(dir, 'azurite.log') })
  service = await createBlobService({ connectionString: azurite.connectionString })
})
afterAll(async () => {
  await azurite.child.stop()
  rmSync(dir, { recursive: true })
})

/** A lake over a container of its own, which does not exist yet, and a second client of the same container. */
function freshLakes() {
  containers += 1
  const container = service.getContainerClient(`trader-data-${containers}`)
  return { container, lake: createBlobLake(async () => container), other: createBlobLake(async () => container) }
}

const at = (text: string): number => Date.parse(text)
const bars = (interval: Bar['interval'], from: string, to: string, symbol = 'AAPL'): readonly Bar[] =>
  syntheticBars({ symbol, seed: 7, interval }, at(from), at(to))
const key = (interval: Bar['interval'], symbol = 'AAPL') => ({ vendor: 'synthetic' as const, interval, symbol })

describe('the lake in blob storage', () => {
  test('a container or blob that is missing is no bars', async () => {
    const { lake } = freshLakes()
    expect(await lake.read(key('1Day'), at('2014-01-01'), at('2015-01-01'))).toEqual([])
  })

  test('bars come back as they were written, by year of days and day of minutes', async () => {
    const { lake, other } = freshLakes()
    const daily = bars('1Day', '2013-11-01', '2015-02-01')
    const minutes = bars('1Min', '2014-06-05', '2014-06-07')
    expect(await lake.write(daily)).toEqual(
      ['2013', '2014', '2015'].map((year) => `bars/synthetic/1Day/AAPL/${year}.parquet`),
    )
    expect(await lake.write(minutes)).toEqual([
      'bars/synthetic/1Min/AAPL/2014-06-05.parquet',
      'bars/synthetic/1Min/AAPL/2014-06-06.parquet',
    ])
    expect(await other.read(key('1Day'), at('2010-01-01'), at('2020-01-01'))).toEqual(daily)
    expect(await other.read(key('1Min'), at('2014-06-01'), at('2014-07-01'))).toEqual(minutes)
  })

  test('the window is open at its start and closed at its end, for every lake alike', async () => {
    const { lake } = freshLakes()
    const memory = createMemoryLake()
    const minutes = bars('1Min', '2014-06-06', '2014-06-07')
    for (const each of [lake, memory]) {
      await each.write(minutes)
      const some = await each.read(key('1Min'), minutes[2]?.closesAt ?? 0, minutes[5]?.closesAt ?? 0)
      expect(some).toEqual(minutes.slice(3, 6))
    }
  })

  test('twenty writers of one blob at once all find their bars in it', async () => {
    const { container, lake } = freshLakes()
    const days = bars('1Day', '2014-01-01', '2014-02-01').slice(0, 20)
    // Each has an ETag of its own; a writer that loses every race says so, and its caller asks again.
    let left = [...days]
    for (let round = 0; round < 20 && left.length > 0; round += 1) {
      const done = await Promise.allSettled(left.map((bar) => createBlobLake(async () => container).write([bar])))
      for (const one of done) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Unavailable)
      left = left.filter((_, index) => done[index]?.status === 'rejected')
    }
    expect(await lake.read(key('1Day'), 0, at('2020-01-01'))).toEqual(days)
  })

  test('a second write of an instant wins and is seen by readers that had cached the first', async () => {
    const { lake, other } = freshLakes()
    const [first, ...rest] = bars('1Day', '2014-01-01', '2014-02-01')
    if (!first) throw new Error('no bars')
    await lake.write([first, ...rest])
    const window = [0, at('2015-01-01')] as const
    expect(await other.read(key('1Day'), ...window)).toEqual([first, ...rest])
    const corrected = { ...first, volume: first.volume + 1 }
    await lake.write([corrected])
    expect(await other.read(key('1Day'), ...window)).toEqual([corrected, ...rest])
  })

  test('a blob that did not change is not downloaded twice', async () => {
    const { container, lake } = freshLakes()
    let downloads = 0
    const counting: ContainerClient = Object.create(container, {
      getBlobClient: {
        value: (path: string) => {
          downloads += 1
          return container.getBlobClient(path)
        },
      },
    })
    const reader = createBlobLake(async () => counting)
    const daily = bars('1Day', '2013-06-01', '2014-06-01')
    await lake.write(daily)
    for (let count = 0; count < 3; count += 1)
      expect(await reader.read(key('1Day'), 0, at('2020-01-01'))).toEqual(daily)
    expect(downloads).toBe(2)
  })

  test('the same bars written again leave the blob untouched', async () => {
    const { container, lake, other } = freshLakes()
    const daily = bars('1Day', '2014-01-01', '2015-01-01')
    const [path = ''] = await lake.write(daily)
    const before = await container.getBlobClient(path).getProperties()
    await other.write(daily.slice(50, 100))
    expect((await container.getBlobClient(path).getProperties()).etag).toBe(before.etag)
  })

  test('a blob that is not Parquet is Unavailable with its path and the remedy', async () => {
    const { container, lake } = freshLakes()
    const [bar] = bars('1Day', '2014-01-01', '2014-02-01')
    if (!bar) throw new Error('no bars')
    await container.create()
    await container.getBlockBlobClient(lakePath(bar)).upload('not a table', 11)
    await expect(lake.read(key('1Day'), 0, at('2020-01-01'))).rejects.toThrow(/2014\.parquet.*ingest again/)
  })

  test('quarantined rows are kept once as JSON lines', async () => {
    const { container, lake } = freshLakes()
    const rows = [{ symbol: 'BAD', line: 3, rule: 'NOT_FINITE', row: 'x,,,' }]
    expect(await lake.quarantine('file', [])).toBeNull()
    const path = await lake.quarantine('file', rows)
    expect(await lake.quarantine('file', rows)).toBe(path)
    const text = (await container.getBlobClient(path ?? '').downloadToBuffer()).toString()
    expect(text).toBe(`${JSON.stringify(rows[0])}\n`)
  })

  test('a service that does not answer is Unavailable', async () => {
    const gone = await createBlobService({
      connectionString: azurite.connectionString.replace(String(azurite.port), '1'),
    })
    const lake = createBlobLake(async () => gone.getContainerClient('trader-data'))
    await expect(lake.read(key('1Day'), 0, 1)).rejects.toBeInstanceOf(Unavailable)
  })
})

test('artefacts in blob storage come back as they were written last, below their root', async () => {
  const container = service.getContainerClient(`trader-data-artefacts`)
  const store = createBlobArtefacts(async () => container, 'sweeps/nightly')
  expect([await store.read('x.json'), await store.list('cells')]).toEqual([null, []])
  for (const [path, text] of [
    ['cells/1.jsonl', 'old'],
    ['cells/1.jsonl', 'new'],
    ['cells/0.jsonl', ''],
    ['x.json', '{}'],
  ] as const)
    await store.write(path, Buffer.from(text))
  expect((await store.read('cells/1.jsonl'))?.toString()).toBe('new')
  expect(await store.list('cells')).toEqual(['cells/0.jsonl', 'cells/1.jsonl'])
  expect(await store.list('')).toEqual(['cells/0.jsonl', 'cells/1.jsonl', 'x.json'])
  expect((await container.getBlobClient('sweeps/nightly/x.json').getProperties()).contentType).toMatch(
    /^application\/json/,
  )
})
