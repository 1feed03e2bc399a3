/** Commits runs of the router: what waits for the connection together is decided and stored in one transaction. */
import { assert } from '../../base/assert.ts'
import type { Instant } from '../../base/instant.ts'
import { Unavailable } from '../../base/unavailable.ts'
import type { OutgoingEvent } from '../../contracts/envelope.ts'
import type { LedgerFacts } from '../../domain/router/index.ts'
import type { Faults } from '../../ports/faults.ts'
import type { Ledger, RunRecord, StoredRun } from '../../ports/ledger.ts'
import type { Database, Transaction } from './database.ts'
import { gathered } from './gathered.ts'
import { insertRun, orderEvents } from './sql/insert-run.ts'
import { readLedgerFacts } from './sql/read-ledger-facts.ts'
import { readRun } from './sql/read-run.ts'

/** What transactions over one symbol in one book are serialized by. */
export const lockOf = (key: { readonly book: string; readonly symbol: string }): string => `${key.book}:${key.symbol}`

interface PendingRun {
  readonly key: Parameters<Ledger['commitRun']>[0]
  readonly decide: Parameters<Ledger['commitRun']>[1]
  readonly now: Instant
}

interface WrittenRun {
  readonly record: RunRecord
  readonly order: readonly OutgoingEvent[]
  readonly isNew: boolean
}

export function runCommitter(database: Database, faults: Faults): Ledger['commitRun'] {
  const write = (transaction: Transaction, runs: readonly PendingRun[]) => writeRuns(transaction, runs, faults)
  const writeTogether = gathered(database.transact, write, ({ key }) => lockOf(key))
  return async (key, decide, now) => {
    const pending = { key, decide, now }
    const written = await writeTogether(pending).catch((error: unknown) => {
      if (error instanceof Unavailable) throw error
      // One of those that waited together cannot be stored: each is tried alone, so that it fails no neighbour.
      return database.transact((transaction) => write(transaction, [pending]))
    })
    await faults.reach('after_intent_commit')
    const run = written.get(pending)
    assert(run !== undefined, 'every run that is written has an outcome')
    if (!run.isNew) return await storedRun(database, key.runId)
    return { report: run.record.report, unsent: run.order.length > 0, claimed: run.order }
  }
}

/** Decides and stores runs of different symbols, each on its own facts. */
async function writeRuns(
  transaction: Transaction,
  runs: readonly PendingRun[],
  faults: Faults,
): Promise<ReadonlyMap<PendingRun, WrittenRun>> {
  transaction.serialize(runs.map(({ key }) => lockOf(key)))
  const facts = await Promise.all(runs.map(({ key, now }) => readLedgerFacts(transaction, key, now)))
  const decided = runs.map((run, index) => {
    const record = run.decide(facts[index] as LedgerFacts)
    return { run, record, order: orderEvents(record, run.now) }
  })
  await faults.reach('before_intent_commit')
  const written = decided.map(async ({ run, record, order }, index) => {
    const isLast = index === decided.length - 1
    const isNew = await insertRun(isLast ? transaction.last : transaction, record, order, run.now)
    return [run, { record, order, isNew }] as const
  })
  return new Map(await Promise.all(written))
}

/** A run that was there before, as the table has it. */
async function storedRun(database: Database, runId: string): Promise<StoredRun> {
  const stored = await readRun(database, runId)
  if (!stored) throw new Error(`run ${runId} was refused as a duplicate but is not stored`)
  const { trigger: _trigger, interval: _interval, trail: _trail, orderStatus: _status, ...report } = stored
  const unsent =
    report.orderIntent !== null && !report.events.some((event) => /^order:(published|simulated)$/.test(event))
  return { report, unsent, claimed: [] }
}
