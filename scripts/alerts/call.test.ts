import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { METRIC_NAMES, METRICS, type MetricName, metricLine } from '../../shared/contracts/metrics.ts'

const dir = mkdtempSync(join(tmpdir(), 'gatehouse-alerts-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const FROM = Date.parse('2026-03-04T15:00:00Z')

/** The command over half an hour of heartbeats and of what else was measured in the minutes told. */
function alerts(extra: Readonly<Partial<Record<MetricName, readonly number[]>>>, ...args: readonly string[]) {
  return alertsOver(linesOf(extra), ...args)
}

function linesOf(extra: Readonly<Partial<Record<MetricName, readonly number[]>>>): string[] {
  const lines: string[] = []
  const say = (minute: number, metric: MetricName, value: number): void => {
    const time = new Date(FROM + minute * 60_000).toISOString()
    lines.push(JSON.stringify({ time, level: 'information', kind: 'log', message: metricLine(metric, value, {}) }))
  }
  for (let minute = 0; minute <= 30; minute += 1) {
    say(minute, 'heartbeat', 1)
    for (const name of METRIC_NAMES)
      if (extra[name]?.includes(minute)) say(minute, name, METRICS[name].alert.threshold + 1)
  }
  return lines
}

function alertsOver(lines: readonly string[], ...args: readonly string[]) {
  const log = join(dir, 'functions.log')
  writeFileSync(log, `${lines.join('\n')}\n`)
  const file = join(import.meta.dirname, '../alerts.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, '--log', log, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('says that nothing rings, and ends with 0', () => {
  const { status, stdout } = alerts({})
  expect(stdout).toMatch(/^2026-03-04T15:00:00.000Z to 2026-03-04T15:30:00.000Z, 31 measures\n/)
  expect(stdout).toMatch(/heartbeat +1 +quiet/)
  expect(status).toBe(0)
})

test('says what rings, how far, since when and where to read on, and ends with 1', () => {
  const { status, stdout } = alerts({ orders_lag_seconds: [10, 11] })
  expect(stdout).toContain('RINGS severity 1, Maximum 61, 15:10 to 15:15; RUNBOOK.md#consumer-lag')
  expect(status).toBe(1)
})

test('looks no further back than it is asked to', () => {
  expect(alerts({ orders_lag_seconds: [10] }, '--minutes', '15')).toMatchObject({ status: 0 })
})

test('reads the log of a desk that has run for days', () => {
  const halfHour = linesOf({})
  const days = Array.from({ length: 5_000 }, () => halfHour).flat()
  expect(alertsOver(days)).toMatchObject({ status: 0, stderr: '' })
})

test.each([
  [['--minutes', '0'], '--minutes is 0; give 1 to 1440'],
  [['--log', join(dir, 'none.log')], 'none.log cannot be read'],
  [['--loud'], "Unknown option '--loud'"],
])('refuses %j in one line, with 2', (args, fault) => {
  const { status, stderr } = alerts({}, ...args)
  expect(stderr).toContain(fault)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(status).toBe(2)
})
