import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { METRIC_NAMES, METRICS, type MetricName, metricLine } from '../../shared/contracts/metrics.ts'
import { aggregateOf, evaluateAlerts, type Sample } from './evaluate.ts'
import { samplesIn } from './read-log.ts'

const FROM = Date.parse('2026-03-04T15:00:00Z')
const MINUTE = 60_000
const at = (minute: number): number => FROM + minute * MINUTE
const sample = (metric: MetricName, minute: number, value: number, dimensions = {}): Sample => ({
  ...{ metric, value, dimensions },
  at: at(minute),
})
const beats = (minutes: number): Sample[] =>
  Array.from({ length: minutes + 1 }, (_, minute) => sample('heartbeat', minute, 1))
const rung = (samples: readonly Sample[], minutes = 60) =>
  evaluateAlerts([...beats(minutes), ...samples], { from: FROM, to: at(minutes) })

describe('what rings', () => {
  test('is nothing while all is at its threshold', () => {
    const still = METRIC_NAMES.filter((name) => name !== 'heartbeat').map((name) =>
      sample(name, 30, METRICS[name].alert.threshold),
    )
    expect(rung(still)).toEqual([])
  })

  test('is a heartbeat that stays away, from the end of the first empty window on', () => {
    const samples = beats(60).filter(({ at: time }) => time <= at(20) || time >= at(40))
    const found = evaluateAlerts(samples, { from: FROM, to: at(60) })
    expect(found).toEqual([{ metric: 'heartbeat', series: '', from: at(25), to: at(39), worst: 0 }])
    expect(evaluateAlerts([], { from: FROM, to: at(60) })).toMatchObject([{ metric: 'heartbeat', from: at(5) }])
  })

  test.each([
    ['orders_lag_seconds', 61, {}, ''],
    ['outbox_age_seconds', 90, {}, ''],
    ['hub_lag_seconds', 60.5, { hub: 'bars' }, 'hub=bars'],
    ['dead_letters', 1, { hub: 'orders', code: 'NOT_JSON' }, 'hub=orders code=NOT_JSON'],
    ['trading_state_raised', 2, {}, ''],
    ['slots_missed', 1, { book: 'paper' }, 'book=paper'],
  ] as const)('is %s at a single sample of %d, as long as its window holds it', (metric, value, dimensions, series) => {
    const { windowMinutes } = METRICS[metric].alert
    const found = rung([sample(metric, 30, value, dimensions)])
    expect(found).toEqual([{ metric, series, from: at(30), to: at(30 + windowMinutes - 1), worst: value }])
  })

  test('is a neighbour that was never ready in a whole window, and not one that missed a minute', () => {
    const neighbour = (name: string, away: (minute: number) => boolean) =>
      beats(60).map((_, minute) => sample('not_ready', minute, away(minute) ? 1 : 0, { neighbour: name }))
    const samples = [
      ...neighbour('postgres', (minute) => minute >= 20 && minute < 30),
      ...neighbour('blob', (minute) => minute % 2 === 0),
    ]
    expect(rung(samples)).toEqual([
      { metric: 'not_ready', series: 'neighbour=postgres', from: at(24), to: at(29), worst: 1 },
    ])
  })
})

test('aggregates are what Azure calls them', () => {
  const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 })
  fc.assert(
    fc.property(values, (some) => {
      const of = (name: Parameters<typeof aggregateOf>[1]): number => aggregateOf(some, name) ?? Number.NaN
      expect(of('Count')).toBe(some.length)
      expect(of('Minimum')).toBe(some.toSorted((a, b) => a - b)[0])
      expect(of('Maximum')).toBe(some.toSorted((a, b) => b - a)[0])
      expect(of('Average') * some.length).toBeCloseTo(of('Total'))
    }),
  )
  expect((['Minimum', 'Maximum', 'Average', 'Total'] as const).map((name) => aggregateOf([], name))).toEqual(
    Array(4).fill(null),
  )
})

test('samples are read out of a host’s log, in its order, past everything else', () => {
  const time = '2026-03-04T15:00:00.000Z'
  const line = (message: string): string => JSON.stringify({ time, level: 'information', kind: 'log', message })
  const log = [
    line('outbox sent 3'),
    line(metricLine('heartbeat', 1, {})),
    JSON.stringify({ time, kind: 'invocation', function: 'pulse', outcome: 'ok' }),
    line(metricLine('not_ready', 0, { neighbour: 'blob' })),
    '{"time":"2026-03-04T15:00:00.000Z","message":"{\\"metric\\":\\"cut of',
  ].join('\n')
  expect(samplesIn(log)).toEqual([
    { metric: 'heartbeat', value: 1, dimensions: {}, at: FROM },
    { metric: 'not_ready', value: 0, dimensions: { neighbour: 'blob' }, at: FROM },
  ])
  expect(() => samplesIn(line('{"metric":"guess","value":1,"dimensions":{}}'))).toThrow('metric')
})
