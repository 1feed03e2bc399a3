import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const script = resolve(import.meta.dirname, 'calendar.ts')

/** Runs the command where no desk runs. */
function calendar(...args: string[]): { code: number | null; lines: string[]; error: string } {
  const env = { ...process.env, GATEHOUSE_HOME: resolve(import.meta.dirname, 'no-desk-here') }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env })
  return { code: status, lines: stdout.trimEnd().split('\n'), error: stderr }
}

describe('npm run calendar', () => {
  it('prints the days of the exchange with their hours here and there', () => {
    expect(calendar('--from', '2026-10-30', '--to', '2026-11-02')).toEqual({
      code: 0,
      lines: [
        'day              New York     UTC',
        '2026-10-30  Fri  09:30–16:00  13:30–20:00',
        '2026-10-31  Sat  closed       closed       Weekend',
        '2026-11-01  Sun  closed       closed       Weekend',
        '2026-11-02  Mon  09:30–16:00  14:30–21:00',
        '',
        'XNYS from 2026-10-30 to 2026-11-02: 2 open, 0 of them early, 2 closed',
      ],
      error: '',
    })
  })

  it('names holidays and early closes', () => {
    const { lines } = calendar('--from', '2026-11-26', '--to', '2026-11-27')
    expect(lines[1]).toMatch(/^2026-11-26 {2}Thu {2}closed .* Thanksgiving Day$/)
    expect(lines[2]).toMatch(/^2026-11-27 {2}Fri {2}09:30–13:00 {2}14:30–18:00 {2}closes early$/)
    expect(lines.at(-1)).toContain('1 open, 1 of them early, 1 closed')
  })

  it('prints currencies and crypto', () => {
    const currencies = calendar('--market', 'FX', '--from', '2026-03-06', '--to', '2026-03-08').lines
    expect(currencies[1]).toBe('2026-03-06  Fri  00:00–17:00  05:00–22:00')
    expect(currencies[2]).toMatch(/^2026-03-07 {2}Sat {2}closed .* Weekend$/)
    expect(currencies[3]).toBe('2026-03-08  Sun  17:00–24:00  21:00–04:00 next day')
    const crypto = calendar('--market', 'CRYPTO', '--from', '2050-01-01', '--to', '2050-01-01').lines
    expect(crypto[1]).toBe('2050-01-01  Sat  always open  00:00–00:00 next day')
  })

  it('prints the answer of the API as JSON', () => {
    const { lines } = calendar('--from', '2026-12-25', '--to', '2026-12-25', '--json')
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      market: 'XNYS',
      days: [{ day: '2026-12-25', kind: 'closed', name: 'Christmas Day', opens_at: null, closure: false }],
    })
  })

  it('begins today and tells a month', () => {
    const { code, lines } = calendar('--market', 'FX')
    expect([code, lines.length]).toEqual([0, 1 + 31 + 2])
  })

  it('explains itself', () => {
    const { code, lines } = calendar('--help')
    expect([code, lines.join('\n')]).toEqual([0, expect.stringContaining('--market')])
  })

  const beyond = 'lies beyond the calendar of the exchange, which knows 1998-01-01 to 2028-12-31'
  it.each([
    [['--from', '2028-12-28', '--to', '2029-01-03'], `2029-01-01 ${beyond}`],
    [['--from', '1997-12-31', '--to', '1998-01-05'], `1997-12-31 ${beyond}`],
    [['--from', '2026-02-30'], '--from must be a date between 1970-01-01 and 2099-12-31; see --help'],
    [['--from', 'today'], '--from is not a day: write YYYY-MM-DD; see --help'],
    [['--from', '2026-03-04', '--to', '2026-03-03'], '--to lies before 2026-03-04, the first day'],
    [['--from', '2026-01-01', '--to', '2027-02-05'], '--to makes it 401 days from 2026-01-01 on: ask for at most 400'],
    [['--market', 'LSE'], '--market Invalid option: expected one of "XNYS"|"CRYPTO"|"FX"; see --help'],
    [['--until', '2026-03-04'], "Unknown option '--until'; see --help"],
  ])('answers %j with one line and exit code 2', (args, words) => {
    expect(calendar(...args)).toEqual({ code: 2, lines: [''], error: `${words}\n` })
  })
})
