import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { createSyntheticSource } from '../../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { DAY_MS } from '../../shared/base/instant.ts'
import { Unavailable } from '../../shared/base/unavailable.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'
import type { BarSource } from '../../shared/ports/bars.ts'
import { checkVendor, vendorReportSchema } from './check.ts'

const NOW = Date.parse('2026-11-26T08:00:00Z')
const FROM = NOW - 30 * DAY_MS
const WHOLE = { from: FROM, whole: true, gapsMax: 0, quarantined: { exactly: 0 } } as const
const ROW = { symbol: 'SPY', line: 3, rule: 'HIGH_LOW_CROSSED', row: 'x' } as const

const dir = mkdtempSync(join(tmpdir(), 'gatehouse-vendors-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** A vendor that gives the synthetic market's bars with this done to them. */
const vendor = (change: (bars: readonly Bar[]) => readonly Bar[], quarantined = 0): BarSource => ({
  vendor: 'synthetic',
  fetch: async (request) => {
    const answer = await createSyntheticSource().fetch(request)
    if (answer.kind === 'refused') return answer
    return { kind: 'bars', bars: change(answer.bars), quarantined: Array.from({ length: quarantined }, () => ROW) }
  },
})
const throwing = (error: Error): BarSource => ({ vendor: 'synthetic', fetch: () => Promise.reject(error) })

describe('a vendor', () => {
  test('passes with a bar of every session that has closed', async () => {
    const checked = await checkVendor(
      vendor((bars) => bars),
      'SPY',
      WHOLE,
      NOW,
    )
    expect(checked).toMatchObject({
      status: 'passed',
      lastDay: '2026-11-25',
      sessionsBehind: 0,
      gaps: 0,
      quarantined: 0,
    })
    expect(checked.rows).toBe(22)
  })

  test.each([
    ['no row', vendor(() => []), /^no row; the newest bar is UNKNOWN sessions behind$/],
    ['old rows', vendor((bars) => bars.slice(0, -2)), /^the newest bar is 2 sessions behind$/],
    ['a hole', vendor((bars) => bars.filter((_, index) => index !== 5)), /^1 sessions without a bar$/],
    ['the newest rows alone', vendor((bars) => bars.slice(-3)), /^19 sessions without a bar$/],
    ['rows that the wall set aside', vendor((bars) => bars, 2), /^2 rows set aside$/],
    ['silence', throwing(new Unavailable('vendor', 'no answer')), /^vendor: no answer$/],
  ])('fails with %s, and says so', async (_, source, words) => {
    const checked = await checkVendor(source, 'SPY', WHOLE, NOW)
    expect(checked).toMatchObject({ status: 'failed', seen: expect.stringMatching(words) })
  })

  test('fails when the wall lets a planted row pass', async () => {
    const checked = await checkVendor(
      vendor((bars) => bars),
      'SPY',
      { ...WHOLE, quarantined: { exactly: 1 } },
      NOW,
    )
    expect(checked).toMatchObject({ status: 'failed', seen: '0 rows set aside' })
  })

  test('may be of any age where the folder ends, and then its age is told', async () => {
    const some = { from: FROM, whole: false, gapsMax: 0.1, quarantined: { shareMax: 0.1 } }
    const checked = await checkVendor(
      vendor((bars) => bars.slice(2, -5), 1),
      'SPY',
      some,
      NOW,
    )
    expect(checked).toMatchObject({ status: 'passed', sessionsBehind: 5, gaps: 0, quarantined: 1 })
  })

  test('that breaks by a bug is not called a vendor that failed', async () => {
    await expect(checkVendor(throwing(new TypeError('a bug')), 'SPY', WHOLE, NOW)).rejects.toThrow('a bug')
  })
})

describe('npm run vendor-smoke', () => {
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../vendor-smoke.ts'), ...args])
    const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: code as number, out, error }
  }

  test('asks both vendors of this version, and plants a row that the wall must refuse', async () => {
    const ended = await run('--symbols', 'ibm', '--json')
    expect(ended).toMatchObject({ code: 0, error: '' })
    const decoded = decodeWire(vendorReportSchema, JSON.parse(ended.out))
    expect(decoded).toMatchObject({
      kind: 'ok',
      value: {
        ...{ ok: true, liveVendors: [] },
        checks: [
          { vendor: 'file', symbol: 'IBM', status: 'passed', quarantined: 1, gaps: 0 },
          { vendor: 'synthetic', symbol: 'IBM', status: 'passed', quarantined: 0, gaps: 0 },
        ],
      },
    })
  })

  test('ends with 1 when a folder has not what was asked for', async () => {
    writeFileSync(
      join(dir, 'AAPL.csv'),
      `date,open,high,low,close,volume\n${['2020-01-02', '2020-01-03'].map((day) => `${day},1,2,1,2,3\n`).join('')}`,
    )
    const ended = await run('--data', dir, '--symbols', 'AAPL,MSFT')
    expect(ended.code).toBe(1)
    expect(ended.out).toMatch(/^passed +file +AAPL +2 rows +last 2020-01-03 /)
    expect(ended.out).toMatch(/\nFAILED +file +MSFT +0 rows +last UNKNOWN /)
    expect(ended.out).toContain('no vendor over the network in this version')
  })

  test.each([
    [['--data', '/nowhere'], /^--data \/nowhere has no bar files/],
    [['--symbols', 'a b'], /^--symbols is a b; give at most 20 symbols/],
    [['--vendor', 'x'], /^Unknown option '--vendor'/],
  ])('%j is refused in words, exit 2', async (args, words) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', error: expect.stringMatching(words) })
  })
})
