import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMetrics } from '../adapters/telemetry/metrics.ts'
import { BOOKS } from './books.ts'
import { CONSUMED_HUBS } from './hubs.ts'
import { type Alert, METRIC_NAMES, METRICS, type MetricName, PLATFORM_METRICS, readMetricLine } from './metrics.ts'

const RUNBOOK = readFileSync(resolve(import.meta.dirname, '../../RUNBOOK.md'), 'utf8')
const ALERTS: readonly (readonly [string, Alert])[] = [
  ...METRIC_NAMES.map((name) => [name, METRICS[name].alert] as const),
  ...Object.entries(PLATFORM_METRICS).map(([name, { alert }]) => [name, alert] as const),
]

function said(measure: (metrics: ReturnType<typeof createMetrics>) => void): string[] {
  const lines: string[] = []
  measure(createMetrics((line) => lines.push(line)))
  return lines
}

describe('a measure', () => {
  test('is one line that begins with its name and is read back whole', () => {
    const lines = said((metrics) => metrics.measure('hub_lag_seconds', 1.5, { hub: 'orders' }))
    expect(lines).toEqual(['{"metric":"hub_lag_seconds","value":1.5,"dimensions":{"hub":"orders"}}'])
    const [line = ''] = lines
    expect(readMetricLine(line)).toEqual({ metric: 'hub_lag_seconds', value: 1.5, dimensions: { hub: 'orders' } })
  })

  test('that is not finite is a bug: UNKNOWN is left out', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => said((metrics) => metrics.measure('heartbeat', value, {}))).toThrow('leave out what is UNKNOWN')
    }
  })

  test('of any metric, value and dimensions of the contract is read back as it was', () => {
    const anyLine = fc.constantFrom(...METRIC_NAMES).chain((metric) => {
      const dimensions: Readonly<Record<string, readonly string[]>> = METRICS[metric].dimensions
      const values = Object.entries(dimensions).map(([name, values]) => [name, fc.constantFrom(...values)] as const)
      const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)
      return fc.record({ metric: fc.constant(metric), value, dimensions: fc.record(Object.fromEntries(values)) })
    })
    fc.assert(
      fc.property(anyLine, (line) => {
        expect(readMetricLine(JSON.stringify(line))).toEqual(line)
      }),
    )
  })

  test.each([
    ['{"metric":"latency","value":1,"dimensions":{}}', 'metric'],
    ['{"metric":"heartbeat","value":"1","dimensions":{}}', 'value'],
    ['{"metric":"heartbeat","value":1,"dimensions":{"symbol":"AAPL"}}', 'heartbeat is measured by'],
    ['{"metric":"hub_lag_seconds","value":1,"dimensions":{}}', 'hub_lag_seconds is measured by'],
    ['{"metric":"hub_lag_seconds","value":1,"dimensions":{"hub":"exec.orders"}}', 'hub_lag_seconds is measured by'],
  ])('outside the contract is refused: %s', (message, fault) => {
    expect(() => readMetricLine(message)).toThrow(fault)
  })

  test.each(['', 'outbox sent 3', '{"level":"info"}'])('is not what else is logged: %s', (message) => {
    expect(readMetricLine(message)).toBeNull()
  })
})

describe('the contract', () => {
  test('counts by a bounded number of series, 60 at most', () => {
    const series = (name: MetricName): number =>
      Object.values<readonly string[]>(METRICS[name].dimensions).reduce((product, values) => product * values.length, 1)
    for (const name of METRIC_NAMES) expect(series(name), name).toBeLessThanOrEqual(60)
  })

  test('knows every hub that is consumed and every book', () => {
    expect(METRICS.hub_lag_seconds.dimensions.hub.toSorted()).toEqual(CONSUMED_HUBS.toSorted())
    expect(METRICS.dead_letters.dimensions.hub.toSorted()).toEqual(CONSUMED_HUBS.toSorted())
    expect(METRICS.slots_missed.dimensions.book).toEqual(BOOKS)
  })

  test('names each alert once, own and of the platform', () => {
    const names = ALERTS.map(([name]) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the runbook', () => {
  const section = /^## Alerts\n([\s\S]*?)^## /m.exec(RUNBOOK)?.[1] ?? ''
  const rows = section
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  const anchors = [...RUNBOOK.matchAll(/^#{2,3} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )

  test('has one row for each alert, in the order of the contract', () => {
    expect(rows.map(([, name]) => name)).toEqual(ALERTS.map(([name]) => `\`${name}\``))
  })

  test.each(ALERTS)('tells when %s rings, as the contract has it', (name, alert) => {
    const sign = alert.operator === 'GreaterThan' ? '>' : '<'
    const rings = `${alert.aggregation} ${sign} ${alert.threshold} in ${alert.windowMinutes} min`
    const row = rows.find(([, cell]) => cell === `\`${name}\``)
    expect([row?.[2], row?.[3]]).toEqual([rings, String(alert.severity)])
  })

  test.each(ALERTS)('has the section that %s points at, a first look and a remedy', (name, { runbook }) => {
    expect(anchors).toContain(runbook)
    const [, , , , means = '', look = '', remedy = ''] = rows.find(([, cell]) => cell === `\`${name}\``) ?? []
    expect(means.length).toBeGreaterThan(20)
    expect(look).toMatch(/`.+`/)
    expect(remedy.length).toBeGreaterThan(20)
    if (runbook !== 'alerts') expect(remedy).toContain(`](#${runbook})`)
  })
})
