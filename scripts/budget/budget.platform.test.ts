import { beforeAll, describe, expect, test } from 'vitest'
import { HUBS, type HubKey } from '../../shared/contracts/hubs.ts'
import { readDesk } from './desk.ts'
import type { Facts } from './facts.ts'
import { limitsOf } from './limits.ts'
import { BOUNDED, loadOf, MEASURED } from './load.ts'
import { readParameters } from './parameters.ts'
import { readPrices } from './prices.ts'
import { executionsOf } from './scaling.ts'
import { type Counted, runBusyDay } from './testing/busy-day.ts'

const DAY = { symbols: 40, routed: 15, minutes: 31, requests: 20, instances: 5 }
/** A prediction further above what is counted says nothing. */
const LOOSE = 5

let counted: Counted
let facts: Facts

beforeAll(async () => {
  const parameters = readParameters('infra/environments/prod.json')
  facts = {
    ...{ parameters, desk: await readDesk(), limits: limitsOf(parameters), prices: readPrices() },
    load: {
      ...loadOf(parameters),
      ...{ symbols: DAY.symbols, routedSymbols: DAY.routed, minutesPerSession: DAY.minutes, decisionsPerSymbol: 2 },
    },
  }
  counted = await runBusyDay(DAY)
})

const bars = DAY.symbols * DAY.minutes

/** Never more than predicted, and not absurdly less: the ratio is told by a failure. */
function expectWithin(predicted: number, actual: number, loose = LOOSE): void {
  expect(actual).toBeLessThanOrEqual(predicted)
  expect(predicted / actual).toBeLessThanOrEqual(loose)
}

describe('a busy half hour is what the model predicts of it', () => {
  test('events: one signal and one regime a bar, at most one order a decision, one request a sweep', () => {
    const { orders, jobs, ...day } = counted.events
    expect(day).toEqual({ bars, signals: bars, regimes: bars })
    expectWithin(DAY.routed * 2 + DAY.requests, orders)
    expectWithin(2, jobs)
    expect(counted.orders).toBe(orders)
  })

  test.each(Object.keys(HUBS) as HubKey[])('bytes on %s: no event is larger than its hub’s usual one', (hub) => {
    expectWithin(facts.desk.hubs[hub].size.usual * counted.events[hub], counted.hubBytes[hub], 3)
  })

  test.each(['bars', 'signals', 'regimes', 'orders'])('executions of %s', (name) => {
    const predicted = executionsOf(facts).find(({ group }) => group.name === `function:${name}`)?.perSession ?? 0
    // The orders that were asked for come one by one besides.
    const asked = name === 'orders' ? DAY.requests : 0
    expectWithin(predicted + asked, counted.invocations.filter((one) => one.name === name).length, 8)
  })

  test('executions of timers: never more than their schedules have', () => {
    for (const { group, perSession } of executionsOf(facts)) {
      if (group.kind !== 'timer') continue
      const ran = counted.invocations.filter(({ name }) => `function:${name}` === group.name).length
      expect(ran, group.name).toBeLessThanOrEqual(perSession)
    }
  })

  test('writes of the server: log, flushes, rows that stay and rows that pass', () => {
    const { signals = 0, regimes = 0, outbox = 0 } = counted.tableBytes
    expectWithin(MEASURED.walBytesPerBar * bars, counted.walBytes)
    expectWithin((MEASURED.flushesPerBar + BOUNDED.pageWritesPerBar) * bars, counted.walSyncs)
    expectWithin(MEASURED.keptBytesPerBar * bars, signals + regimes)
    expectWithin(MEASURED.passingBytesPerBar * bars, outbox)
  })

  test('the log of an order that was asked for', () => {
    expectWithin(MEASURED.walBytesPerOrder * DAY.requests, counted.requestedWalBytes)
  })

  test('connections: one for each instance, however much it is asked', () => {
    const { poolConnections } = facts.desk
    expect(counted.connectionsMax).toBe(poolConnections)
    expect(counted.connectionsOfInstances).toBe((1 + DAY.instances) * poolConnections)
  })
})
