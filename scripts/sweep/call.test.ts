import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { strategySchema } from '../../shared/contracts/scalars.ts'
import { snakeOf } from '../../shared/contracts/wire.ts'
import { cellsOf } from '../../shared/domain/research/index.ts'
import { parseParams } from '../../shared/domain/strategy/index.ts'
import { readConfigText } from '../../shared/flows/lib/config-text.ts'
import { UsageError } from '../lib/desk.ts'
import { readCall } from './call.ts'

const dir = mkdtempSync(join(tmpdir(), 'sweep-call-'))
afterAll(() => rmSync(dir, { recursive: true }))

const GOOD = `symbol: AAPL
start: 2023-01-01
end: 2023-06-30
strategy: momentum
slippage_bps: 2
dal: {vendor: synthetic}
params:
  roc_lookback: [10, 20, 30]
  ema_fast: [30, 50]
max_workers: 3
`
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}
const good = file('good.yaml', GOOD)
const call = (...args: string[]) => readCall(args, { GATEHOUSE_HOME: 'home' })

describe('a call of the sweep', () => {
  test('reads its configuration and plans its cells', async () => {
    expect(await call('--config', good)).toMatchObject({
      config: { symbol: 'AAPL', strategy: 'momentum', slippageBps: 2 },
      cells: { length: 6 },
      ...{ workers: 3, outDir: null, resumes: false, frameDir: resolve('home/research/frames') },
    })
    expect(await call('--config', good, '--workers', '2', '--out-dir', 'out')).toMatchObject({
      ...{ workers: 2, outDir: resolve('out') },
    })
  })

  test('goes on in a folder that has the configuration', async () => {
    file('config.json', JSON.stringify({ symbol: 'AAPL', start: '2023-01-01', params: { lookback: [5, 6] } }))
    expect(await call('--resume', dir)).toMatchObject({ resumes: true, outDir: dir, cells: { length: 2 } })
  })

  test.each<[string, string[], RegExp]>([
    ['nothing', [], /^--config is missing; see --help$/],
    ['a value that looks like an option', ['--workers', '-2'], /write --workers=-5 for a value with a dash; see/],
    ['two ways', ['--config', good, '--resume', dir], /exclude each other/],
    ['no file', ['--config', '/nowhere.yaml'], /^--config \/nowhere.yaml cannot be read: ENOENT$/],
    ['no threads', ['--config', good, '--workers', '0'], /^--workers 0 is not a number of threads: 1 to 64$/],
    [
      'an unknown key',
      ['--config', file('a.yaml', `${GOOD}sybmol: X\n`)],
      /a\.yaml:11 config\.sybmol is not a known field/,
    ],
    [
      'a parameter out of range',
      ['--config', file('b.yaml', GOOD.replace('30]', '9999]'))],
      /b\.yaml:8 params\.roc_lookback .*500/,
    ],
    [
      'not a number',
      ['--config', file('c.yaml', GOOD.replace('[10,', '[.nan,'))],
      /c\.yaml:8 config\.params\.roc_lookback/,
    ],
    [
      'too many',
      [
        '--config',
        file(
          'd.yaml',
          `${GOOD}  `
            .replace('[30, 50]', JSON.stringify(Array.from({ length: 200 }, (_, at) => at + 2)))
            .replace('[10, 20, 30]', JSON.stringify(Array.from({ length: 30 }, (_, at) => at + 2))),
        ),
      ],
      /d\.yaml:7 params has 6000 combinations; at most 5000/,
    ],
    ['no YAML', ['--config', file('e.yaml', 'symbol: [')], /e\.yaml:\d config is not YAML/],
  ])('is refused with its line for %s', async (_, args, message) => {
    await expect(call(...args)).rejects.toThrow(UsageError)
    await expect(call(...args)).rejects.toThrow(message)
  })
})

describe('an example', () => {
  test.each(strategySchema.options)('of %s is a configuration that runs, with every parameter named', async (name) => {
    const text = String(await call('--example', name))
    const read = readConfigText(text)
    if (read.kind === 'invalid') throw new Error(JSON.stringify(read.errors))
    expect(cellsOf(read.config)).toMatchObject({ kind: 'ok' })
    const parsed = parseParams(name, {})
    if (parsed.kind === 'invalid') throw new Error('the defaults are refused')
    for (const param of Object.keys(parsed.params)) expect(text).toContain(`${snakeOf(param)}: `)
  })

  test('of no strategy names them all', async () => {
    await expect(call('--example', 'x')).rejects.toThrow('--example x is not one of breakout, momentum')
  })
})
