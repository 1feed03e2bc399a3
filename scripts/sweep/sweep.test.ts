import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFolderArtefacts } from '../../shared/adapters/folder/artefacts.ts'
import { seededRandom } from '../../shared/base/random.ts'
import { sha256OfBytes } from '../../shared/base/sha256.ts'
import { sweepConfigSchema } from '../../shared/contracts/sweep-config.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'
import { cellsOf } from '../../shared/domain/research/index.ts'
import { batchRunner } from '../../shared/workers/batch-runner.ts'
import { readCellLines } from '../research/artefacts.ts'
import type { CellsCall } from '../research/run-cells.ts'
import type { Call } from './call.ts'
import { runSweep } from './run.ts'

const root = mkdtempSync(join(tmpdir(), 'sweep-'))
afterAll(() => rmSync(root, { recursive: true }))

const NOW = Date.parse('2026-11-20T00:00:00Z')
const ASKED = {
  symbol: 'AAPL',
  ...{ start: '2014-05-01', end: '2014-06-30', dal: { vendor: 'synthetic' } },
  ...{ use_probabilistic: false, walk_forward: { folds: 2, purge_days: 1, embargo_days: 1 } },
  params: { lookback: [3, 4, 5, 6], min_break_valid: [2, 4], ema_fast: [2, 3, 4, 5, 6], atr_mult: [1, 2, 3, 4] },
}
/** 160 cells are eight batches. */
const CELLS = 160

function callOf(name: string, changed: Partial<Call> = {}): Call {
  const decoded = decodeWire(sweepConfigSchema, ASKED)
  if (decoded.kind === 'invalid') throw new Error(JSON.stringify(decoded.errors))
  const planned = cellsOf(decoded.value)
  if (planned.kind === 'refused') throw new Error(JSON.stringify(planned.errors))
  return {
    ...{ config: decoded.value, cells: planned.cells, dataDir: null, workers: 1, outDir: join(root, name) },
    ...{ resumes: false, home: join(root, 'home', name), frameDir: join(root, 'frames', name), json: false },
    ...changed,
  }
}

/** Workers in this thread that answer in an order drawn by the seed. */
function inTurns(seed: number): CellsCall['openWorker'] {
  const random = seededRandom(seed)
  return (start) => {
    const runBatch = batchRunner(start)
    return {
      run: async (batch) => {
        for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await turn()
        return runBatch(batch)
      },
      stop: async () => undefined,
    }
  }
}

const quiet = { now: NOW, signal: new AbortController().signal, onProgress: () => undefined }

/** One digest over the names and the bytes of every file that a sweep left. */
async function digestOf(name: string): Promise<string> {
  const store = createFolderArtefacts(join(root, name))
  const parts: Uint8Array[] = []
  for (const path of await store.list('')) parts.push(Buffer.from(`${path}\n`), (await store.read(path)) ?? Buffer.of())
  return sha256OfBytes(parts)
}

let expected = ''
beforeAll(async () => {
  await runSweep(callOf('once', { workers: 1 }), { ...quiet, openWorker: inTurns(1) })
  expected = await digestOf('once')
})

describe('a sweep', () => {
  test.each([2, 3, 8])('leaves the same bytes with %i workers, whoever is first', async (workers) => {
    await runSweep(callOf(`by-${workers}`, { workers }), { ...quiet, openWorker: inTurns(workers) })
    expect(await digestOf(`by-${workers}`)).toBe(expected)
  })

  test('leaves the same bytes from a real thread, and where it was run before', async () => {
    await runSweep(callOf('threads', { workers: 1 }), quiet)
    expect(await digestOf('threads')).toBe(expected)
    await runSweep(callOf('threads', { workers: 2 }), { ...quiet, openWorker: inTurns(4) })
    expect(await digestOf('threads')).toBe(expected)
  })

  test('leaves the same bytes when it is killed anywhere and goes on, and runs nothing twice', async () => {
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 3 }), async (batches, workers) => {
        runs += 1
        const name = `killed-${runs}`
        const stopping = new AbortController()
        const onProgress = (done: number): void => {
          if (done >= batches * 20) stopping.abort()
        }
        const killed = runSweep(callOf(name, { workers }), {
          ...quiet,
          signal: stopping.signal,
          onProgress,
          openWorker: inTurns(runs),
        })
        await expect(killed).rejects.toThrow(/abort/)
        let left = 0
        const onResume = (done: number): void => {
          left ||= CELLS - done
        }
        await runSweep(callOf(name, { workers: 2, resumes: true }), {
          ...quiet,
          onProgress: onResume,
          openWorker: inTurns(runs),
        })
        expect(left).toBeLessThanOrEqual(CELLS - batches * 20)
        expect(await digestOf(name)).toBe(expected)
      }),
      { numRuns: 3 },
    )
  })

  test('tells every cell in order, those that failed with their reason', async () => {
    const rows = readCellLines((await createFolderArtefacts(join(root, 'once')).read('summary.jsonl')) ?? Buffer.of())
    expect(rows.map(({ cell }) => cell)).toEqual(Array.from({ length: CELLS }, (_, cell) => cell))
    const failed = rows.filter(({ status }) => status === 'failed')
    expect(failed.map(({ params }) => params[0]?.value)).toEqual(Array(20).fill(3))
    expect(failed[0]?.reason).toBe('min_break_valid must not exceed lookback')
  })

  test('refuses a folder of another question, and one without a sweep to go on with', async () => {
    const other = callOf('once', { config: { ...callOf('once').config, seed: 2 } })
    await expect(runSweep(other, quiet)).rejects.toThrow(/holds a sweep of another configuration/)
    await expect(runSweep(callOf('empty', { resumes: true }), quiet)).rejects.toThrow(/no manifest.json/)
  })
})
