import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedDataDir } from '../../../scripts/testing/shared-data.ts'
import { createFileSource } from '../../adapters/vendors/file/file-source.ts'
import { newYorkInstant } from '../calendar/index.ts'
import { marketOf } from './index.ts'

const shared = sharedDataDir()
const dir = join(shared ?? '', 'A_ohlcv')

/** The market of a symbol in a folder, as a study asks for it. */
async function studied(folder: string, symbol: string, from: string, to: string): Promise<ReturnType<typeof marketOf>> {
  const window = { from: newYorkInstant(from, 0), to: newYorkInstant(to, 1_440) }
  const answer = await createFileSource({ dir: join(dir, folder) }).fetch({ symbol, interval: '1Day', ...window })
  const { bars, quarantined } = answer.kind === 'bars' ? answer : { bars: [], quarantined: [] }
  const request = { interval: '1Day', window, warmUpBars: 0, probabilistic: true } as const
  return marketOf([{ symbol, bars, quarantined, actions: [] }], request)
}

describe.skipIf(shared === null)('5: a study of a dirty file', () => {
  test.each([
    [
      'dirty',
      'BAD',
      '2017-01-01',
      '2018-12-31',
      /^BAD: 230 rows were set aside \(NOT_A_ROW 50, PRICE_JUMP 15, OUT_OF_RANGE 50, /,
      /no bar/,
    ],
    [
      'dirty',
      'MISMATCH',
      '2016-01-01',
      '2018-12-31',
      /^MISMATCH: 1 row was set aside \(NOT_A_SESSION 1\), line 21/,
      null,
    ],
  ])('%s of %s says what it left out', async (...[folder, symbol, from, to, rows, sessions]) => {
    const answer = await studied(folder, symbol, from, to)
    const warnings = answer.kind === 'ok' ? answer.market.warnings : []
    expect(warnings[0]).toMatch(rows)
    if (sessions) expect(warnings[1]).toMatch(sessions)
    const [one] = answer.kind === 'ok' ? answer.market.symbols : []
    expect(one?.bars.close.every((close) => close > 0)).toBe(true)
  })

  test.each([
    ['dirty', 'ZEROS', '2017-01-01', '2017-12-31'],
    ['dirty', 'TOOBIG', '2017-01-01', '2021-12-31'],
  ])('%s of %s has nothing to study', async (folder, symbol, from, to) => {
    const answer = await studied(folder, symbol, from, to)
    expect(answer).toMatchObject({ kind: 'refused', errors: [{ field: 'symbol' }] })
  })
})
