/**
 * The way of an order, from a request to the ledger: invented prices, a real decision, a real hub, a real database.
 *
 * The run with the kill switch comes first and the published one second, of the same symbol and so on the same
 * partition: when the second one's order is there, an order of the first would be there too.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { PAGES } from '../../shared/contracts/api/lists.ts'
import { type RouteReport, routeReportSchema } from '../../shared/contracts/api/router.ts'
import { ask, type Reply, read } from './ask.ts'
import { type Check, failed, passed, type Smoked, skipped, type Verdict } from './check.ts'

const POLL_MS = 250
const EVENTS = ['ingest:synthetic', 'priors:computed', 'risk:fractional_kelly', 'order:published']
const NOT_PUBLISHED = 'the router run published nothing'

const requestOf = ({ book }: Smoked, changes: object = {}): object => ({
  ...{ symbol: 'AAPL', start: '2025-01-02T00:00:00Z', strategy: 'breakout', book },
  ...{ offline_mode: true, publish_orders: true, execute_orders: false, ...changes },
})

function route(desk: Smoked, kind: string, changes: object = {}): Promise<Reply> {
  const headers = { 'idempotency-key': `${desk.key}-${kind}` }
  return ask(`${desk.base}/router/run`, { json: requestOf(desk, changes), token: desk.token, headers })
}

/** What came of a run, in one line. */
const wordsOf = ({ events, fallbackReason, errors }: RouteReport): string =>
  [events.join(' ') || 'no event', ...(fallbackReason === null ? [] : [fallbackReason]), ...errors].join('; ')

async function judgeKillSwitch(desk: Smoked): Promise<Verdict> {
  const reply = await route(desk, 'killed', { kill_switch_active: true })
  const run = read(routeReportSchema, reply)
  if (typeof run === 'string') return failed(run)
  desk.killed = run
  const isKilled = run.fallbackReason?.startsWith('kill_switch_') && run.orderIntent === null
  return isKilled && !run.events.includes('order:published') ? passed(wordsOf(run)) : failed(wordsOf(run))
}

async function judgeRun(desk: Smoked): Promise<Verdict> {
  const run = read(routeReportSchema, await route(desk, 'published'))
  if (typeof run === 'string') return failed(run)
  const seen = run.events.filter((event) => EVENTS.includes(event))
  if (seen.join() !== EVENTS.join() || run.orderIntent === null) return failed(wordsOf(run))
  desk.published = run
  return passed(wordsOf(run))
}

/** Orders of a run among the newest of its book; a string is what came instead of a list. */
async function ordersOf({ base, token, book }: Smoked, { runId }: RouteReport) {
  const page = read(PAGES.orders, await ask(`${base}/orders?limit=20&book=${book}`, { token }))
  return typeof page === 'string' ? page : page.items.filter((order) => order.runId === runId)
}

async function judgeArrival(desk: Smoked): Promise<Verdict> {
  if (desk.published === undefined) return skipped(NOT_PUBLISHED)
  const startedMs = performance.now()
  for (;;) {
    const orders = await ordersOf(desk, desk.published)
    if (typeof orders === 'string') return failed(orders)
    const tookMs = performance.now() - startedMs
    const [order] = orders
    if (order) {
      const words = `${order.id} ${order.status} after ${(tookMs / 1_000).toFixed(1)} s`
      return order.status === 'intent' ? passed(words) : failed(`${words}, ${order.reason ?? 'without a reason'}`)
    }
    if (tookMs + POLL_MS > desk.withinMs) {
      return failed(`no order of run ${desk.published.runId} within ${desk.withinMs / 1_000} s`)
    }
    await delay(POLL_MS)
  }
}

async function judgeRepeat(desk: Smoked): Promise<Verdict> {
  if (desk.published === undefined) return skipped(NOT_PUBLISHED)
  const reply = await route(desk, 'published')
  const run = read(routeReportSchema, reply)
  if (typeof run === 'string') return failed(run)
  if (reply.headers.get('idempotent-replayed') !== 'true') return failed('an answer that is not called a repeated one')
  if (run.runId !== desk.published.runId) return failed(`another run, ${run.runId}`)
  const orders = await ordersOf(desk, desk.published)
  if (typeof orders === 'string') return failed(orders)
  return orders.length <= 1 ? passed(`the same run, ${orders.length} order`) : failed(`${orders.length} orders`)
}

async function judgeNothing(desk: Smoked): Promise<Verdict> {
  if (desk.killed === undefined) return skipped('the run with the kill switch has no answer')
  const orders = await ordersOf(desk, desk.killed)
  if (typeof orders === 'string') return failed(orders)
  return orders.length === 0 ? passed('no order of that run') : failed(`order ${orders[0]?.id} of that run`)
}

export const ROUTER_CHECKS: readonly Check[] = [
  {
    name: 'kill switch',
    criterion: 'a run with kill_switch_active ends with a kill_switch_* reason and no intent',
    remedy: 'halt the desk at once; see RUNBOOK.md, "Halting the desk now"',
    judge: judgeKillSwitch,
  },
  {
    name: 'router run',
    criterion: `an offline run tells ${EVENTS.join(', ')}`,
    remedy: 'see RUNBOOK.md, "Router smoke"; 401 is a wrong token, kill_switch_* a halted desk',
    judge: judgeRun,
  },
  {
    name: 'order arrives',
    criterion: 'the intent is among /orders?limit=20 within the bound',
    remedy: 'the order consumer is behind or dead: see RUNBOOK.md, "Consumer lag" and "Outbox stuck"',
    judge: judgeArrival,
  },
  {
    name: 'key repeats',
    criterion: 'the same Idempotency-Key gives the same run, told as repeated, and no second order',
    remedy: 'halt the desk: orders may be doubled; see RUNBOOK.md, "Halting the desk now"',
    judge: judgeRepeat,
  },
  {
    name: 'nothing published',
    criterion: 'the run with the kill switch has left no order',
    remedy: 'halt the desk at once; see RUNBOOK.md, "Halting the desk now"',
    judge: judgeNothing,
  },
]
