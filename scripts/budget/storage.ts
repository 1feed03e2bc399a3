/** What is written and kept: the disk of Postgres, the lake in Blob. Pure. */
import type { Facts } from './facts.ts'
import type { Line } from './line.ts'
import { BOUNDED, MEASURED, SESSIONS_PER_YEAR } from './load.ts'
import { barsPerSession, eventsPerMinute, ordersPerSession } from './scaling.ts'

const TOPIC = 'storage'
const GB = 1e9
/** A full disk only reads: there must be time to see it coming and to decide. */
const LASTS_DAYS_MIN = 365
const DAYS_PER_YEAR = 365

export function keptBytesPerSession(facts: Facts): number {
  return barsPerSession(facts) * MEASURED.keptBytesPerBar + ordersPerSession(facts) * MEASURED.keptBytesPerOrder
}

export const passingBytes = (facts: Facts): number => barsPerSession(facts) * MEASURED.passingBytesPerBar

export const walBytesPerSession = (facts: Facts): number =>
  barsPerSession(facts) * MEASURED.walBytesPerBar + ordersPerSession(facts) * MEASURED.walBytesPerOrder

/** Gigabytes that a year adds to the lake. */
export const lakeGbPerYear = (facts: Facts): number =>
  (barsPerSession(facts) * BOUNDED.lakeBytesPerBar * SESSIONS_PER_YEAR) / GB

export function storageLines(facts: Facts): Line[] {
  const { limits, parameters } = facts
  const { bars, orders } = eventsPerMinute(facts)
  const { flushesPerBar, walBytesPerBar, walBytesPerOrder } = MEASURED
  const { pageWritesPerBar, flushesPerOrder } = BOUNDED
  const perBar = `(${flushesPerBar} + ${pageWritesPerBar})`
  const writes = bars * (flushesPerBar + pageWritesPerBar) + orders * flushesPerOrder
  const kept = keptBytesPerSession(facts)
  const [sessionBars, sessionOrders] = [barsPerSession(facts), ordersPerSession(facts)]
  const { keptBytesPerBar, keptBytesPerOrder } = MEASURED
  const grown = `${sessionBars} bars × ${keptBytesPerBar} + ${sessionOrders} orders × ${keptBytesPerOrder}`
  const writable = `${(limits.writableBytes.value / GB).toFixed(1)} GB of ${parameters.postgresStorageGb} GiB`
  const days = ((limits.writableBytes.value - passingBytes(facts)) / (kept * SESSIONS_PER_YEAR)) * DAYS_PER_YEAR
  return [
    {
      ...{ topic: TOPIC, name: 'writes of Postgres over a minute of bars' },
      formula: `(${bars} bars × ${perBar} + ${orders} orders × ${flushesPerOrder}) ÷ 60 s`,
      value: writes / 60,
      unit: 'IOPS',
      basis: 'flushes measured, pages bounded',
      limit: {
        ...{ value: limits.iops.value, beyond: 'fails', source: limits.iops.source },
        ...{ parameter: 'postgresStorageGb and postgresSku', remedy: 'take a larger disk: IOPS grow with it' },
      },
    },
    {
      ...{ topic: TOPIC, name: 'a minute’s writes at that rate' },
      formula: `${writes} writes ÷ ${limits.iops.value} IOPS`,
      value: writes / limits.iops.value,
      unit: 's',
      basis: 'the last order of a minute waits so long for the disk',
      limit: {
        ...{ value: 60, beyond: 'fails', source: limits.iops.source, parameter: 'postgresStorageGb' },
        remedy: 'take a larger disk: IOPS grow with it',
      },
    },
    {
      ...{
        topic: TOPIC,
        name: 'write-ahead log',
        unit: 'GB/day',
        basis: 'measured',
        value: walBytesPerSession(facts) / GB,
      },
      formula: `${sessionBars} bars × ${walBytesPerBar} + ${sessionOrders} orders × ${walBytesPerOrder}`,
    },
    {
      ...{ topic: TOPIC, name: 'Postgres grows', unit: 'GB/year', basis: 'measured' },
      formula: `(${grown}) × ${SESSIONS_PER_YEAR}`,
      value: (kept * SESSIONS_PER_YEAR) / GB,
    },
    {
      ...{ topic: TOPIC, name: 'until its disk only reads', unit: 'days', value: days },
      formula: `(${writable} − outbox) ÷ growth`,
      limit: {
        ...{ value: LASTS_DAYS_MIN, side: 'at least', beyond: 'fails', source: limits.writableBytes.source },
        ...{ parameter: 'postgresStorageGb', remedy: 'take a larger disk; it cannot be made smaller again' },
      },
    },
    {
      ...{ topic: TOPIC, name: 'the lake grows', unit: 'GB/year', basis: 'bounded', value: lakeGbPerYear(facts) },
      formula: `${sessionBars} bars × ${BOUNDED.lakeBytesPerBar} bytes × ${SESSIONS_PER_YEAR}`,
    },
  ]
}
