import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedDataDir } from '../testing/shared-data.ts'

const data = sharedDataDir()
const script = resolve(import.meta.dirname, '../day.ts')
const bars = join(data ?? '', 'A_ohlcv')

function day(...args: string[]): { code: number | null; lines: string[] } {
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
  return { code: status, lines: stderr.trim().split('\n') }
}

describe('npm run day', () => {
  it('explains itself', () => {
    const { status, stdout } = spawnSync(process.execPath, [script, '--help'], { encoding: 'utf8' })
    expect(status).toBe(0)
    expect(stdout).toContain('--symbols')
  })

  it.each([
    ['nothing at all', [], '--data, --symbols, --date is missing'],
    ['an unknown option', ['--dat', 'x'], '--dat'],
    [
      'a folder that is not there',
      ['--data', '/nowhere', '--symbols', 'SPY', '--date', '2013-10-07'],
      'is not a folder',
    ],
    ['a weekend', ['--data', '.', '--symbols', 'SPY', '--date', '2013-10-06'], 'not a trading day'],
    ['a holiday', ['--data', '.', '--symbols', 'SPY', '--date', '2013-12-25'], 'Christmas'],
    ['a day beyond the calendar', ['--data', '.', '--symbols', 'SPY', '--date', '2040-01-03'], 'beyond the calendar'],
    ['no day', ['--data', '.', '--symbols', 'SPY', '--date', '2013-13-45'], 'is not a day'],
    ['no symbol', ['--data', '.', '--symbols', '$PY', '--date', '2013-10-07'], 'is not a symbol'],
    ['no money', ['--data', '.', '--symbols', 'SPY', '--date', '2013-10-07', '--equity', '0'], '--equity 0'],
    [
      'a daily strategy bar',
      ['--data', '.', '--symbols', 'SPY', '--date', '2013-10-07', '--interval', '1Day'],
      '--interval',
    ],
  ])('answers %s with one line and exit code 2', (_, args, words) => {
    const { code, lines } = day(...args)
    expect(lines.join('\n')).toContain(words)
    expect(lines).toHaveLength(1)
    expect(code).toBe(2)
  })

  it.skipIf(data === null).each([
    ['an unknown symbol', ['--symbols', 'XYZ', '--date', '2014-06-06'], 'XYZ'],
    ['a day without minutes', ['--symbols', 'AAPL', '--date', '2014-06-10'], '2014-06-06'],
  ])('answers %s with one line and exit code 2', (_, args, words) => {
    const { code, lines } = day('--data', bars, ...args)
    expect(lines.join('\n')).toContain(words)
    expect(lines).toHaveLength(1)
    expect(code).toBe(2)
  })
})
