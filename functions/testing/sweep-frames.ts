/** Frames through the API: their manifest, and a look into one. */
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, describe, expect, test } from 'vitest'
import { createBlobService } from '../../shared/adapters/blob/clients.ts'
import { createFrameManifest } from '../../shared/adapters/postgres/research.ts'
import { MINUTE_MS } from '../../shared/base/instant.ts'
import type { FrameRow } from '../../shared/contracts/api/sweeps.ts'
import { NOW } from './desk.ts'
import { database, desk } from './sweep-world.ts'

const ask = (path: string) => desk().ask(`/backtests${path}`)
describe('frames', () => {
  const PATH = 'frames/SPY_momentum_file_1day.parquet'
  const ROW: FrameRow = {
    ...{ savedAt: NOW, path: PATH, symbol: 'SPY', strategy: 'momentum', vendor: 'file', interval: '1Day', rows: 3 },
    columns: [
      { name: 'close', nonNull: 3 },
      { name: 'prob', nonNull: 2 },
    ],
    ...{ source: 'sweep', jobId: 'done', contentHash: 'e'.repeat(64), dataStart: NOW - MINUTE_MS, dataEnd: null },
  }
  beforeAll(async () => {
    const manifest = createFrameManifest(database())
    for (const row of [
      ROW,
      ROW,
      { ...ROW, savedAt: NOW + 1 },
      { ...ROW, path: `frames/${'x'.repeat(150)}.parquet`, symbol: 'QQQ' },
    ])
      await manifest.add(row)
    const at = [0, 1, 2].map((n) => new Date(NOW + n))
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'at', data: at, type: 'TIMESTAMP', nullable: false },
        { name: 'close', data: [1.5, 2, Number.NaN], type: 'DOUBLE' },
        { name: 'prob', data: [null, 0.5, 0.25], type: 'DOUBLE', nullable: true },
        { name: 'regime', data: ['calm', null, 'trend_up'], type: 'STRING', nullable: true },
        { name: 'n', data: [1n, 2n, 2n ** 60n], type: 'INT64' },
      ],
    })
    const storage = await createBlobService({ connectionString: desk().platform.blobConnectionString })
    const container = storage.getContainerClient('trader-data')
    await container.getBlockBlobClient(PATH).upload(file, file.byteLength)
    await container.getBlockBlobClient('frames/text.parquet').upload('no parquet, but a text', 22)
    await container.getBlockBlobClient('frames/empty.parquet').upload('', 0)
  })

  test('are listed from their manifest, newest first, by what they are of', async () => {
    const { body } = await ask('/frames?symbol=SPY')
    expect(body.items).toMatchObject([
      { path: PATH, saved_at: '2026-03-04T15:00:00.001Z' },
      { path: PATH, columns: [{ name: 'close', non_null: 3 }, {}], data_end: null },
    ])
    expect(
      (await ask('/frames?symbol=SPY&strategy=momentum&vendor=file&interval=1Day&job_id=done')).body.items,
    ).toHaveLength(2)
    expect((await ask('/frames?strategy=breakout')).body.items).toEqual([])
    const first = await ask('/frames?limit=2')
    const rest = await ask(`/frames?limit=2&cursor=${first.body.next_cursor}`)
    expect([...(first.body.items ?? []), ...(rest.body.items ?? [])]).toHaveLength(3)
    expect(rest.body.next_cursor).toBeNull()
  })

  test('are looked into: columns, how many values they have, and the newest rows', async () => {
    for (const path of [PATH, `blob://trader-data/${PATH}`]) {
      const { body } = await ask(`/frames/preview?path=${encodeURIComponent(path)}&rows=2`)
      expect(body).toMatchObject({
        ...{ path: PATH, rows: 3, manifest: { saved_at: '2026-03-04T15:00:00.001Z' } },
        columns: [
          { name: 'at', type: 'TIMESTAMP_MILLIS', non_null: 3 },
          { name: 'close', type: 'DOUBLE', non_null: 3 },
          { name: 'prob', type: 'DOUBLE', non_null: 2 },
          { name: 'regime', type: 'UTF8', non_null: 2 },
          { name: 'n', type: 'INT64', non_null: 3 },
        ],
        newest: [
          ['2026-03-04T15:00:00.001Z', 2, 0.5, null, 2],
          ['2026-03-04T15:00:00.002Z', null, 0.25, 'trend_up', '1152921504606846976'],
        ],
      })
    }
  })

  test.each([
    ['frames/none.parquet', 404, 'NO_SUCH_FRAME'],
    ['frames/text.parquet', 422, 'NOT_A_FRAME'],
    ['frames/empty.parquet', 422, 'NOT_A_FRAME'],
    ['frames/../configs/sweep-first.yaml', 400, 'INVALID_QUERY'],
    ['frames/..parquet/../x.parquet', 400, 'INVALID_QUERY'],
    ['configs/sweep-first.yaml', 400, 'INVALID_QUERY'],
    ['/etc/passwd', 400, 'INVALID_QUERY'],
    ['', 400, 'INVALID_QUERY'],
  ])('%j is answered %i %s', async (path, status, code) => {
    const reply = await ask(`/frames/preview?path=${encodeURIComponent(path)}`)
    expect(reply.body).toMatchObject({ status, code })
  })
})
