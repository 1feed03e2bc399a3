/**
 * One sweep of the bench in a process of its own, so that its peak of memory is its own: 1 000 combinations over ten
 * years of 5-minute bars, from bars in memory to files on disk. Prints what it took as JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderArtefacts } from '../../../shared/adapters/folder/artefacts.ts'
import { MINUTE_MS } from '../../../shared/base/instant.ts'
import { normal, seededRandom } from '../../../shared/base/random.ts'
import type { Bar } from '../../../shared/contracts/bars.ts'
import { sweepConfigSchema } from '../../../shared/contracts/sweep-config.ts'
import { decodeWire } from '../../../shared/contracts/wire.ts'
import { newYorkInstant, sessionsBetween } from '../../../shared/domain/calendar/index.ts'
import {
  batchesOf,
  cellsOf,
  configHash,
  dataHash,
  ENGINE_VERSION,
  marketOf,
  returnsMatrix,
  summaryOf,
  warmUpBarsOf,
} from '../../../shared/domain/research/index.ts'
import { openFolderRows } from '../../research/cell-rows.ts'
import { equityOf, gatherSweep } from '../../research/gather.ts'
import { runCells } from '../../research/run-cells.ts'
import { createTrialLedger } from '../../research/trial-ledger.ts'

const YEARS = ['2009-01-01', '2018-12-31'] as const
const steps = (count: number, first: number, by: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at * by)

/** Crosses of means over hours and days. */
const ASKED = {
  ...{ symbol: 'WALK', start: YEARS[0], end: YEARS[1], strategy: 'sma_cross', use_probabilistic: false },
  dal: { vendor: 'file', interval: '5Min' },
  params: { fast: steps(20, 10, 8), slow: steps(50, 200, 6) },
}

function walk(from: string, to: string): readonly Bar[] {
  const random = seededRandom(11)
  const bars: Bar[] = []
  let price = 100
  for (const { opensAt, closesAt } of sessionsBetween(from, to)) {
    for (let at = opensAt; at < closesAt; at += 5 * MINUTE_MS) {
      const open = Math.round(price * 100) / 100
      price = Math.max(1, price * Math.exp(0.0015 * normal(random) - 0.0002 * Math.log(price / 100)))
      const close = Math.round(price * 100) / 100
      const [high, low] = [Math.max(open, close) + 0.05, Math.max(0.01, Math.min(open, close) - 0.05)]
      const about = { symbol: 'WALK', vendor: 'file', interval: '5Min', spread: null, synthetic: true } as const
      bars.push({ ...about, opensAt: at, closesAt: at + 5 * MINUTE_MS, open, high, low, close, volume: 1e6 })
    }
  }
  return bars
}

async function main(workers: number): Promise<void> {
  const decoded = decodeWire(sweepConfigSchema, ASKED)
  const planned = decoded.kind === 'ok' ? cellsOf(decoded.value) : null
  if (decoded.kind === 'invalid' || planned?.kind !== 'ok') throw new Error('the configuration of the bench is wrong')
  const [config, { cells }] = [decoded.value, planned]
  const bars = walk('2008-11-01', YEARS[1])
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-bench-sweep-'))
  const startedMs = performance.now()
  const used = process.cpuUsage()
  const window = { from: newYorkInstant(YEARS[0], 0), to: newYorkInstant(YEARS[1], 1_440) }
  const request = { interval: '5Min', window, warmUpBars: warmUpBarsOf(config, cells), probabilistic: false } as const
  const answer = marketOf([{ symbol: 'WALK', bars, quarantined: [], actions: [] }], request)
  if (answer.kind === 'refused') throw new Error(answer.errors[0]?.message)
  const { market } = answer
  const store = createFolderArtefacts(dir)
  const ledger = createTrialLedger(join(dir, 'trials.jsonl'))
  const of = { hypothesis: 'bench', cells: cells.length, resumes: false }
  const place = { store, rows: await openFolderRows(store, ledger, of) }
  const work = { config, market, cells }
  const call = { workers, signal: new AbortController().signal, onProgress: () => undefined }
  await runCells(work, place, { ...call, batches: batchesOf(cells.length) })
  const ranMs = performance.now()
  const hashes = { configHash: configHash(config), dataHash: dataHash(market) }
  const manifest = { engineVersion: ENGINE_VERSION, gitSha: null, gitDirty: null, ...hashes, seed: config.seed }
  const { summary, study } = await gatherSweep(work, place, { jobId: 'bench', hypothesis: 'bench', manifest })
  const endedMs = performance.now()
  const { user, system } = process.cpuUsage(used)
  const rows = await place.rows.all()
  const days = market.days.days.length
  const matrix = returnsMatrix(study.account.startEquityUsd, days, await equityOf(store, rows, days))
  const about = {
    jobId: 'bench',
    hypothesis: 'bench',
    manifest,
    cells: rows,
    matrix,
    trials: await place.rows.trials(),
  }
  const judgingMs = performance.now()
  summaryOf(study, about)
  await rm(dir, { recursive: true })
  const told = {
    ...{ barSteps: market.steps.length * cells.length, cells: cells.length, failed: summary.failed },
    trades: rows.reduce((sum, { metrics }) => sum + (metrics?.trades ?? 0), 0),
    ...{ cellsS: (ranMs - startedMs) / 1_000, gatherS: (endedMs - ranMs) / 1_000 },
    statisticsS: (performance.now() - judgingMs) / 1_000,
    processorS: (user + system) / 1e6,
    // Kilobytes, except on a Mac, which this figure is not for.
    peakMiB: process.resourceUsage().maxRSS / 1_024,
  }
  console.log(JSON.stringify(told))
}

await main(Number(process.argv[2] ?? 1))
