import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MigratedDatabase, startMigratedDatabase } from '../../../scripts/testing/migrated-database.ts'
import { idOf } from '../../base/digest.ts'
import type { OrderIntent } from '../../contracts/orders.ts'
import { approve } from '../../domain/risk/index.ts'
import type { LedgerFacts } from '../../domain/router/index.ts'
import type { RunRecord } from '../../ports/ledger.ts'
import type { Database } from './database.ts'
import { createIdempotencyStore } from './idempotency.ts'
import { createLedger } from './ledger.ts'
import { createOutbox } from './outbox.ts'

const NOW = Date.UTC(2025, 0, 2, 15)
let server: MigratedDatabase
let database: Database
let ledger: ReturnType<typeof createLedger>

beforeAll(async () => {
  server = await startMigratedDatabase(1, NOW)
  database = server.database
  ledger = createLedger(database, { reach: async () => undefined })
})
afterAll(async () => await server?.[Symbol.asyncDispose]())

function recordOf(runId: string, symbol: string): RunRecord {
  const draft: Omit<OrderIntent, 'approval'> = {
    ...{ id: idOf('intent', runId), runId, book: 'practice', symbol, strategy: 'breakout', side: 'buy' },
    ...{ qty: '9', notional: '450', priceHint: '50', stopPrice: null, vendor: 'synthetic', synthetic: true },
    ...{ execute: true, timestamp: NOW, expiresAt: NOW + 300_000, goodUntil: null, params: {} },
    risk: {
      ...{ kellyFraction: 0.05, rawKelly: 0.1, targetNotional: 500, probability: 0.55, payoff: 1 },
      ...{ equityBase: 10_000, lossAtStop: null },
    },
  }
  const intent = approve(draft, [{ gate: 'test', verdict: 'PASS', value: null, threshold: '', reason: null }])
  const report: RunRecord['report'] = {
    ...{ runId, book: 'practice', symbol, strategy: 'breakout', decidedAt: NOW, synthetic: true },
    ...{ orderIntent: intent, probFramePath: null, priors: null, fallbackReason: null },
    ...{ events: ['ingest:synthetic', 'priors:computed'], gates: [], errors: [] },
  }
  return { report, trigger: 'manual', interval: '1Day', intent }
}

const commit = (name: string, symbol: string, decide = recordOf) => {
  const runId = idOf('run', name)
  const seen: LedgerFacts[] = []
  const stored = ledger.commitRun(
    { runId, book: 'practice', symbol },
    (facts) => {
      seen.push(facts)
      return decide(runId, symbol)
    },
    NOW,
  )
  return { runId, seen, stored }
}

const storedRuns = async (runIds: readonly string[]): Promise<number> =>
  (await database.query(null, 'select id from trading.runs where id = any ($1)', [[...runIds]])).length

test('runs that wait together are all stored, each with its own intent and event', async () => {
  const runs = Array.from({ length: 30 }, (_, index) => commit(`many ${index}`, `M${index}`))
  const stored = await Promise.all(runs.map((run) => run.stored))
  expect(stored.map(({ claimed }) => claimed[0]?.id)).toEqual(runs.map(({ runId }) => idOf('intent', runId)))
  expect(await storedRuns(runs.map(({ runId }) => runId))).toBe(30)
})

test('of runs of one symbol each sees the intents of those before it, however many wait', async () => {
  const runs = Array.from({ length: 12 }, (_, index) => commit(`same ${index}`, index % 3 === 0 ? 'OTHER' : 'SAME'))
  await Promise.all(runs.map((run) => run.stored))
  const counts = (wanted: number): number[] =>
    runs.filter((_, index) => Math.sign(index % 3) === wanted).map(({ seen }) => seen[0]?.workingOrders ?? -1)
  expect(counts(1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(counts(0)).toEqual([0, 1, 2, 3])
})

test('a run that cannot be decided, and one that no table takes, fail alone', async () => {
  const undecided = commit('undecided', 'A', () => {
    throw new Error('no decision')
  })
  const tooLong = commit('too long', 'B', (runId, symbol) => {
    const record = recordOf(runId, symbol)
    return { ...record, report: { ...record.report, symbol: 'with a \0 in it' } }
  })
  const good = [commit('good 1', 'C'), commit('good 2', 'D')]
  const ends = await Promise.allSettled([undecided, tooLong, ...good].map((run) => run.stored))
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
  expect(ends[0]).toMatchObject({ reason: { message: 'no decision' } })
  expect(await storedRuns([undecided.runId, tooLong.runId])).toBe(0)
  expect(await storedRuns(good.map(({ runId }) => runId))).toBe(2)
})

test('a run that is there already answers as it was stored and claims nothing', async () => {
  const first = await commit('again', 'AGAIN').stored
  const second = await commit('again', 'AGAIN').stored
  expect(second.report).toMatchObject(first.report)
  expect(second).toMatchObject({ unsent: true, claimed: [] })
})

test('a plan made while the tables are small reads none of them from end to end when they have grown', async () => {
  const outbox = createOutbox(database)
  const keys = createIdempotencyStore(database)
  const before = await scannedRows()
  for (let index = 0; index < 60; index += 1) {
    const use = { actor: 'operator', key: `grow ${index}` }
    await keys.claim({ ...use, route: 'POST router/run', bodyDigest: 'a'.repeat(64), forMs: 1_000 }, NOW)
    const { claimed } = await commit(`grow ${index}`, `G${index}`).stored
    const sent = claimed.map(({ id }) => id)
    await outbox.markSent(sent, NOW)
    await keys.answer(use, { status: 200, body: { index } })
  }
  expect((await scannedRows()) - before).toBe(0)
  const [answered] = await database.query(null, 'select count(*)::int as n from ops.idempotency where status = 200')
  const [sent] = await database.query(
    null,
    `select count(*)::int as n from trading.run_events
    where event = 'order:published'`,
  )
  expect([answered?.n, sent?.n]).toEqual([60, 60])
})

/** Rows that were read by scanning a table that grows. */
async function scannedRows(): Promise<number> {
  await database.query(null, 'select pg_stat_force_next_flush()')
  const sql = `select coalesce(sum(seq_tup_read), 0)::int as read from pg_stat_user_tables
    where relname in ('runs', 'run_events', 'intents', 'orders', 'outbox', 'idempotency')`
  const [row] = await database.query(null, sql)
  return Number(row?.read)
}
