import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Cell } from '../../shared/contracts/research.ts'
import { createTrialLedger, trialFile } from './trial-ledger.ts'

const home = mkdtempSync(join(tmpdir(), 'trials-'))
afterAll(() => rmSync(home, { recursive: true }))

const tried = (letter: string, sharpePerDay: number | null) => ({
  cell: {} as Cell,
  trial: letter.repeat(64),
  sharpePerDay,
})

test('a trial counts once per hypothesis with what it came to first, a torn row not at all', async () => {
  const ledger = createTrialLedger(trialFile(home))
  expect(await ledger.trials('trend')).toEqual({ count: 0, sharpesPerDay: [] })
  await ledger.add('trend', [tried('b', 0.1), tried('a', 0.2)])
  appendFileSync(trialFile(home), '{"hypothesis":"trend","trial":"ccc')
  await ledger.add('trend', [tried('b', 0.9), tried('d', null)])
  await ledger.add('other', [tried('e', 0.5)])
  expect(await createTrialLedger(trialFile(home)).trials('trend')).toEqual({ count: 3, sharpesPerDay: [0.2, 0.1] })
})
