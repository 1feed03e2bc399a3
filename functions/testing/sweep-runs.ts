/** Single runs through the API: what is refused before anything is run, and what a cell's run is held to. */
import type { ContainerClient } from '@azure/storage-blob'
import { beforeAll, describe, expect, test } from 'vitest'
import { createBlobService } from '../../shared/adapters/blob/clients.ts'
import { createSweepWork } from '../../shared/adapters/postgres/sweep-work.ts'
import { createSweepRegistry } from '../../shared/adapters/postgres/sweeps.ts'
import { MINUTE_MS } from '../../shared/base/instant.ts'
import { backtestSchema } from '../../shared/contracts/api/backtests.ts'
import { RESEARCH_CONTAINER, sweepConfigPath } from '../../shared/contracts/sweeps.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'
import { NOW, type Reply } from './desk.ts'
import { CONFIG, cellOf, newJob } from './sweep-rows.ts'
import { database, desk } from './sweep-world.ts'

/** One combination of a month: its run costs next to nothing. */
const ONE = {
  ...{ ...CONFIG, start: '2025-01-02', end: '2025-01-31', use_probabilistic: false, hypothesis: 'alone' },
  params: { lookback: 10, atr_mult: 2 },
}
const JOB = 'alone'
const FAILED = 'it threw'

const ask = (path: string, json?: object): Promise<Reply> => desk().ask(`/backtests${path}`, json ? { json } : {})
const trialsOf = async (): Promise<number> =>
  (await desk().rows(`select from research.trials where hypothesis = 'alone'`)).length

describe('a single run', () => {
  const REFUSED: readonly [string, object, object][] = [
    ['of two combinations', { params: { lookback: [10, 20] } }, { field: 'config.params' }],
    [
      'of more bars than a caller may wait for',
      { start: '2022-01-03', end: '2025-12-31', dal: { vendor: 'synthetic', interval: '1Min' } },
      { field: 'config.start' },
    ],
    ['of a vendor that is not configured', { dal: { vendor: 'nobody' } }, { field: 'config.dal.vendor' }],
    ['of reversed dates', { end: '2024-12-31' }, { field: 'config.end' }],
    ['of the future', { start: '2026-04-01', end: '2026-04-30' }, { field: 'config.start' }],
    ['of an unknown parameter', { params: { look: 1 } }, { field: 'config.params.look' }],
    ['with an unknown key', { colour: 'blue' }, { field: 'config.colour' }],
  ]
  test.each(REFUSED)('%s is refused by its key, and counts as no trial', async (_, changes, error) => {
    const reply = await ask('/runs', { config: { ...ONE, ...changes } })
    expect(reply.body).toMatchObject({ status: 422, code: 'CONFIG_INVALID' })
    expect(reply.body.errors).toContainEqual(expect.objectContaining({ ...error, message: expect.any(String) }))
    expect(await trialsOf()).toBe(0)
  })

  test.each([
    ['end: 2025-01-02', { field: 'config.end', line: 4 }],
    ['params: {lookback: [10, 20]}', { field: 'config.params', line: 4 }],
    ['strategy: momentum\nparams: {regimes: [sunny]}', { field: expect.stringMatching(/^config\.params\./), line: 5 }],
  ])('of a text, %j, is refused with its line', async (last, error) => {
    const text = `symbol: SPY\nstart: 2025-01-31\ndal: {vendor: synthetic}\n${last}`
    const reply = await ask('/runs', { config: text })
    expect(reply.body).toMatchObject({ code: 'CONFIG_INVALID', errors: [error] })
  })
})

describe('the run of a cell', () => {
  let container: ContainerClient
  let config = ''
  const cellRun = (cell: number, query = ''): Promise<Reply> => ask(`/sweeps/jobs/${JOB}/cells/${cell}/run${query}`)
  const place = (text: string) => container.getBlockBlobClient(sweepConfigPath(JOB)).upload(text, text.length)

  beforeAll(async () => {
    const storage = await createBlobService({ connectionString: desk().platform.blobConnectionString })
    container = storage.getContainerClient(RESEARCH_CONTAINER)
    config = JSON.stringify(ONE)
    await place(config)
    const run = decodeWire(backtestSchema, (await ask('/runs', { config })).body)
    if (run.kind !== 'ok') throw new Error(JSON.stringify(run.errors))
    const { result, manifest } = run.value
    const work = createSweepWork(database())
    const about = { configHash: manifest.configHash, cells: 2, shards: 1, hypothesis: ONE.hypothesis }
    await createSweepRegistry(database()).create(newJob(JOB, about), NOW)
    const claim = await work.claimShard({ jobId: JOB, shard: 0 }, { holder: 'test', forMs: MINUTE_MS }, NOW)
    if (claim.kind !== 'claimed') throw new Error(claim.why)
    const rows = [{ ...cellOf(0, null), cell: result }, cellOf(1, null, FAILED)]
    await work.putCells(claim.fence, rows, MINUTE_MS, NOW)
  })

  test('is shown when it comes to the digest of its row', async () => {
    const { body } = await cellRun(0, '?bars=5')
    expect(body).toMatchObject({ job_id: JOB, cell: 0, symbol: 'SPY', has_older_bars: true })
    expect([body.bars, body.equity].map((list) => (list as unknown[]).length)).toEqual([5, 20])
  })

  test.each([
    ['of a job that is not there', `/sweeps/jobs/sweep-none/cells/0/run`, 'NO_SUCH_JOB'],
    ['of a cell that is not there', `/sweeps/jobs/${JOB}/cells/2/run`, 'NO_SUCH_CELL'],
    ['of a cell that failed', `/sweeps/jobs/${JOB}/cells/1/run`, 'CELL_FAILED'],
    ['of a symbol of another job', `/sweeps/jobs/${JOB}/cells/0/run?symbol=QQQ`, 'NO_SUCH_SYMBOL'],
  ])('%s is not found', async (_, path, code) => {
    expect((await ask(path)).body).toMatchObject({ status: 404, code })
  })

  test('is not shown when bars or configuration are not those of the row any more', async () => {
    const setDigest = (sql: string) =>
      desk().rows(`update research.sweep_cells set digest = ${sql} where job_id = '${JOB}' and cell = 0`)
    await setDigest('reverse(digest)')
    expect((await cellRun(0)).body).toMatchObject({ status: 409, code: 'DATA_CHANGED' })
    await setDigest('reverse(digest)')
    await place(JSON.stringify({ ...ONE, slippage_bps: 0 }))
    expect((await cellRun(0)).body).toMatchObject({ status: 409, code: 'CONFIG_CHANGED' })
    await container.deleteBlob(sweepConfigPath(JOB))
    expect((await cellRun(0)).body).toMatchObject({ status: 409, code: 'CONFIG_CHANGED' })
    await place(config)
    expect((await cellRun(0)).status).toBe(200)
  })
})
