/** `POST /router/run`: ingest → priors → strategy → risk → publish, for one symbol. */
import { FIRST_INSTANT, isoOf } from '../base/instant.ts'
import { Unavailable } from '../base/unavailable.ts'
import type { DeskSettings } from '../config/config.ts'
import type { RouteReport, RouteRequest } from '../contracts/api/router.ts'
import { vendorSchema } from '../contracts/bars.ts'
import { type Book, isSimulated } from '../contracts/books.ts'
import { offlineFrame } from '../domain/market/index.ts'
import { analyse, decideRoute, type FrameAnswer, lookBackMs, type RouteFacts } from '../domain/router/index.ts'
import { parseParams } from '../domain/strategy/index.ts'
import type { BarSource, Lake } from '../ports/bars.ts'
import type { ClosureStore } from '../ports/closures.ts'
import type { Ledger, StoredRun } from '../ports/ledger.ts'
import type { Secrets } from '../ports/secrets.ts'
import { drainOutbox, type OutboxPorts, sendClaimed } from './lib/drain-outbox.ts'
import { policyOf } from './lib/policy.ts'
import { Unroutable } from './lib/unroutable.ts'

export interface RoutePorts extends OutboxPorts {
  readonly ledger: Ledger
  readonly lake: Lake
  readonly closures: Pick<ClosureStore, 'all'>
  /** Configured vendors by name. */
  readonly sources: ReadonlyMap<string, BarSource>
  readonly secrets: Secrets
  readonly settings: DeskSettings
}

/** Runs once per run id: a repetition answers from the stored run and sends what was left unsent. */
export async function routeSymbol(ports: RoutePorts, request: RouteRequest, runId: string): Promise<Report> {
  const book: Book = request.book ?? (request.offlineMode ? 'smoke' : 'paper')
  await refuseImpossible(ports, request, book)
  const facts = factsOf(request, { runId, book, settings: ports.settings, frame: await readFrame(ports, request) })
  const analysis = analyse(facts)
  const now = ports.clock.now()
  const policy = policyOf({ book, settings: ports.settings, closures: await ports.closures.all() }, now)
  const commit = (): Promise<StoredRun> =>
    ports.ledger.commitRun(
      { runId, book, symbol: request.symbol },
      (ledger) => {
        const { report, intent } = decideRoute(analysis, ledger, policy, now)
        return { report, intent, trigger: 'manual', interval: request.dalInterval }
      },
      now,
    )
  const stored = await commit()
  if (!stored.unsent) return stored.report
  const isNew = stored.claimed.length > 0
  const drained = isNew ? await sendClaimed(ports, stored.claimed) : await drainOutbox(ports, { runId })
  if (drained.kind === 'waiting') return unsent(stored.report, drained.error)
  if (isNew) return { ...stored.report, events: [...stored.report.events, 'order:published'] }
  // Repeated, or in another sender's hands: the stored trail tells what became of the order.
  const { report, unsent: waits } = await commit()
  return waits ? unsent(report, 'another sender holds the order; ask again') : report
}

type Report = Omit<RouteReport, 'latencyMs'>

/** The report of an order that is stored and not yet on the hub; of several failures the last one is told. */
const unsent = (report: Report, error: string): Report => ({
  ...report,
  errors: [...report.errors.filter((known) => !known.startsWith('enqueue:')), `enqueue:${error}`.slice(0, 300)],
  fallbackReason: 'publish_failed',
})

/** What no run can mend is refused before anything is stored. */
async function refuseImpossible({ secrets, settings }: RoutePorts, request: RouteRequest, book: Book): Promise<void> {
  const params = parseParams(request.strategy, request.params)
  if (params.kind === 'invalid') {
    const [first] = params.errors
    const field = first && first.field !== 'body' ? `params.${first.field}` : 'params'
    throw new Unroutable(field, 'STRATEGY_PARAMS_INVALID', first?.message ?? 'are not accepted')
  }
  if ((request.offlineMode || request.dalVendor === 'synthetic') && !isSimulated(book)) {
    throw new Unroutable(
      'book',
      'SYNTHETIC_BOOK',
      `must be practice, replay or smoke with made-up prices, not ${book}: they stay out of real books`,
    )
  }
  if (request.executeOrders && !isSimulated(book) && !(await hasBrokerKeys(secrets))) {
    throw new Unroutable(
      'execute_orders',
      'BROKER_NOT_CONFIGURED',
      `needs ALPACA_API_KEY and ALPACA_API_SECRET in book ${book}, or the secrets ALPACA-KEY-ID and ALPACA-SECRET-KEY`,
    )
  }
  if (request.executeOrders && !isSimulated(book) && settings.tradingEnabled) {
    throw new Unroutable(
      'execute_orders',
      'BROKER_NOT_AVAILABLE',
      `has no broker behind book ${book} in this version: only simulated books execute`,
    )
  }
}

/** Asked at the time of the order: keys that were put into the vault or taken out of it count without a restart. */
async function hasBrokerKeys(secrets: Secrets): Promise<boolean> {
  const keys = await Promise.all([secrets.read('ALPACA-KEY-ID'), secrets.read('ALPACA-SECRET-KEY')])
  return keys.every((key) => key !== null)
}

function factsOf(
  request: RouteRequest,
  run: { readonly runId: string; readonly book: Book; readonly settings: DeskSettings; readonly frame: FrameAnswer },
): RouteFacts {
  return {
    runId: run.runId,
    book: run.book,
    trigger: 'manual',
    symbol: request.symbol,
    interval: request.dalInterval,
    strategy: request.strategy,
    params: request.params,
    side: request.side,
    minNotionalUsd: request.minNotional,
    maxNotionalUsd: request.maxNotional,
    publish: request.publishOrders,
    execute: request.executeOrders,
    forced: request.offlineMode,
    killSwitchActive: request.killSwitchActive || run.settings.killSwitchActive,
    killSwitchReason: request.killSwitchReason ?? run.settings.killSwitchReason,
    killSwitchNotionalUsd: request.killSwitchNotional,
    frame: run.frame,
  }
}

/** The bars to decide on. A live failure is a failure: synthetic bars come only from an offline request. */
async function readFrame(ports: RoutePorts, request: RouteRequest): Promise<FrameAnswer> {
  const now = ports.clock.now()
  if (request.offlineMode) {
    const end = request.end ?? now
    const bars = request.start < end ? offlineFrame(request.symbol, end) : []
    return bars.length > 0
      ? { kind: 'frame', source: 'synthetic', bars, path: null }
      : { kind: 'failed', reason: 'synthetic_failed', error: 'ingest:synthetic-empty' }
  }
  const vendor = vendorSchema.safeParse(request.dalVendor)
  const source = ports.sources.get(request.dalVendor)
  if (!vendor.success || !source) return failed(`VENDOR_UNKNOWN ${request.dalVendor} is not configured`)
  // A bar that has not closed yet is nobody's to decide on.
  const end = Math.min(request.end ?? now, now)
  if (request.start >= end) throw new Unroutable('start', 'EMPTY_WINDOW', `must lie before ${isoOf(end)}, the end`)
  const key = { vendor: vendor.data, interval: request.dalInterval, symbol: request.symbol }
  try {
    if (!request.useProbabilistic) {
      const stored = await ports.lake.read(key, request.start, end)
      if (stored.length > 0) return { kind: 'frame', source: 'manifest-hit', bars: stored, path: null }
    }
    const from = Math.max(FIRST_INSTANT, end - lookBackMs(request.dalInterval))
    const answer = await source.fetch({ symbol: request.symbol, interval: request.dalInterval, from, to: end })
    // The vendor answered: it has no such symbol or window. That is the caller's to put right, not an outage.
    if (answer.kind === 'refused') throw new Unroutable('symbol', answer.reason, answer.detail)
    const [path] = await ports.lake.write(answer.bars)
    return { kind: 'frame', source: 'dal', bars: answer.bars, path: path ?? null }
  } catch (error) {
    if (error instanceof Unavailable) return failed(error.message)
    throw error
  }
}

const failed = (detail: string): FrameAnswer => ({
  kind: 'failed',
  reason: 'dal_ingest_failed',
  error: `ingest:${detail}`.slice(0, 300),
})
