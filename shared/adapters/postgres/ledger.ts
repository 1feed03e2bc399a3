/**
 * The ledger in Postgres. Transactions of one symbol in one book run one after another; each is idempotent by its ids.
 */
import type { Instant } from '../../base/instant.ts'
import type { OrderReport, OrderStatus } from '../../contracts/orders.ts'
import type { StoredState } from '../../domain/risk/index.ts'
import type { LedgerFacts } from '../../domain/router/index.ts'
import type { Faults } from '../../ports/faults.ts'
import type { IntentArrival, Ledger } from '../../ports/ledger.ts'
import type { Database, Queryable, Transaction } from './database.ts'
import { lockOf, runCommitter } from './run-committer.ts'
import { applyStatus } from './sql/apply-report.ts'
import { expireOrders } from './sql/expire-orders.ts'
import { insertRun, orderEvents } from './sql/insert-run.ts'
import { readBarFacts, readWorkingOrders } from './sql/read-bar-facts.ts'
import { readLedgerFacts } from './sql/read-ledger-facts.ts'
import { readOrderForFill } from './sql/read-order-for-fill.ts'
import { saveBarState } from './sql/save-bar-state.ts'
import { saveFills } from './sql/save-fills.ts'
import { type IntentRow, upsertIntents } from './sql/upsert-intents.ts'

export function createLedger(database: Database, faults: Faults): Ledger {
  return {
    commitRun: runCommitter(database, faults),

    commitBar: async (key, decide, now) => {
      const outcome = await database.transact(async (transaction) => {
        transaction.serialize([lockOf(key)])
        const facts = await readBarFacts(transaction, key, now)
        if (!facts) return null
        const next = decide(facts)
        const { run } = next
        await saveFills(transaction, next.filled, { faults, now })
        if (!run) {
          await saveBarState(transaction.last, key, next, now)
          return { run, claimed: next.events }
        }
        await faults.reach('before_intent_commit')
        const order = orderEvents(run, now)
        await Promise.all([saveBarState(transaction, key, next, now), insertRun(transaction.last, run, order, now)])
        // The order leaves first: nobody waits for the others.
        return { run, claimed: [...order, ...next.events] }
      })
      if (outcome?.run) await faults.reach('after_intent_commit')
      return outcome?.claimed ?? []
    },

    storeIntents: (arrivals, now) =>
      database
        .transact(async (transaction) => {
          const state = await readState(transaction)
          await faults.reach('before_upsert')
          await upsertIntents(
            transaction.last,
            arrivals.map((arrival) => rowOf(arrival, state, now)),
            now,
          )
        })
        .then(() => faults.reach('after_upsert')),

    applyReport: (report, book, now) =>
      database.transact((transaction) => applyReport(transaction, report, book, { faults, now })),

    fillOrder: (key, fill, now) =>
      database.transact(async (transaction) => {
        transaction.serialize([lockOf(key)])
        const working = await readWorkingOrders(transaction, key)
        const order = working.find(({ id }) => id === key.orderId)
        if (!order) return
        const { holding } = await readLedgerFacts(transaction, key, now)
        await saveFills(transaction, fill(order, holding), { faults, now })
      }),

    expireOrders: (now) => database.transact((transaction) => expireOrders(transaction, now)),

    tradingState: () => database.transact(readState),
  }
}

async function readState(transaction: Queryable): Promise<StoredState> {
  // No symbol is asked for: the statement's other columns come back empty.
  const facts: LedgerFacts = await readLedgerFacts(transaction, { book: 'live', symbol: '' }, 0)
  return facts.tradingState
}

/**
 * What an arrival becomes: too late is expired, a halted desk rejects, the rest waits for its broker or stays an
 * intent.
 */
function rowOf({ intent }: IntentArrival, state: StoredState, now: Instant): IntentRow {
  if (now >= intent.expiresAt) return { intent, status: 'expired', reason: 'INTENT_EXPIRED' }
  if (!intent.execute) return { intent, status: 'intent', reason: null }
  if (state.state === 'UNKNOWN') return { intent, status: 'rejected', reason: 'kill_switch_unknown' }
  if (state.state === 'HALTED') return { intent, status: 'rejected', reason: 'kill_switch_active' }
  return { intent, status: 'pending', reason: null }
}

/** A status of its own comes last: a report of a final state with executions books the executions first. */
async function applyReport(
  transaction: Transaction,
  report: OrderReport,
  book: Parameters<Ledger['applyReport']>[1],
  context: { readonly faults: Faults; readonly now: Instant },
): Promise<void> {
  const { now } = context
  transaction.serialize([lockOf(report)])
  const known = await readOrderForFill(transaction, report)
  // A stub for executions to hang on; the intent completes it when it arrives.
  if (!known && report.fills.length > 0) await applyStatus(transaction, report, 'accepted', now)
  for (const execution of report.fills) {
    const order = await readOrderForFill(transaction, report)
    if (!order) throw new Error(`order ${report.orderId} vanished inside its own transaction`)
    const { holding } = await readLedgerFacts(transaction, report, now)
    const filled = book(order, holding, execution)
    if (filled) await saveFills(transaction, filled, context)
  }
  const status: OrderStatus | null = report.status ?? (report.fills.length === 0 ? 'accepted' : null)
  if (status !== null) await applyStatus(transaction, report, status, now)
}
