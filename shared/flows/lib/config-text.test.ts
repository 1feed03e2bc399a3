import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { sweepConfigSchema } from '../../contracts/sweep-config.ts'
import { encodeWire } from '../../contracts/wire.ts'
import { CONFIG_TEXT_MAX, readConfigObject, readConfigText } from './config-text.ts'

const SAMPLE = `# A sample as people write them.
symbol: aapl
start: 2023-01-01
end: 2023-06-30
strategy: momentum
slippage_bps: 2
dal: {vendor: file, interval: 1Day}
risk_agent:
  name: fractional_kelly
  fraction: 0.4
params:
  roc_lookback: [10, 20, 30]
  min_rank: [.75, .9]
`
const READ = {
  symbol: 'AAPL',
  start: '2023-01-01',
  end: '2023-06-30',
  strategy: 'momentum',
  slippageBps: 2,
  dal: { vendor: 'file', interval: '1Day' },
  riskAgent: { name: 'fractional_kelly', fraction: 0.4 },
  params: { rocLookback: [10, 20, 30], minRank: [0.75, 0.9] },
}

describe('a configuration', () => {
  test('is read from YAML, from JSON and from an object alike, defaults filled in', () => {
    const config = sweepConfigSchema.parse(READ)
    expect(readConfigText(SAMPLE)).toMatchObject({ kind: 'ok', config })
    const wire = encodeWire(sweepConfigSchema, config) as Record<string, unknown>
    expect(readConfigText(JSON.stringify(wire, null, '\t'))).toMatchObject({ kind: 'ok', config })
    for (const object of [wire, READ]) expect(readConfigObject(object)).toMatchObject({ kind: 'ok', config })
  })

  test('comes back from the text that is kept of it', () => {
    const number = fc.double({ min: 0, max: 1_000, noNaN: true })
    const name = fc.constantFrom('rocLookback', 'minRank', 'entryPrice', 'regimeWhitelist')
    const value = fc.oneof(number, fc.boolean(), fc.constantFrom('close', 'no', '1e3', '~', '2023-01-01', 'null', ' a'))
    const params = fc.dictionary(name, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 4 })), {
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(params, number, (given, slippageBps) => {
        const config = sweepConfigSchema.parse({ ...READ, params: given, slippageBps })
        const text = stringify(encodeWire(sweepConfigSchema, config))
        expect(readConfigText(text)).toMatchObject({ kind: 'ok', config })
      }),
      { numRuns: 60 },
    )
  })

  test('gives way to what is asked for beside it', () => {
    const over = { symbol: 'MSFT', strategy: 'breakout' }
    expect(readConfigText(SAMPLE, over)).toMatchObject({ config: { symbol: 'MSFT', strategy: 'breakout' } })
    expect(readConfigText('start: 2023-01-01', { symbol: 'SPY' })).toMatchObject({ config: { symbol: 'SPY' } })
    expect(readConfigText(SAMPLE, { symbol: undefined })).toMatchObject({ config: { symbol: 'AAPL' } })
  })
})

describe('a fault is told by its key and its line', () => {
  const faults = (text: string) => {
    const read = readConfigText(text)
    return read.kind === 'ok' ? [] : read.errors.map(({ field, line }) => [field, line])
  }
  test.each([
    ['an unknown key', SAMPLE.replace('slippage_bps: 2', 'slipage_bps: 2'), [['config.slipage_bps', 6]]],
    ['an unknown key further in', SAMPLE.replace('vendor: file', 'vender: file'), [['config.dal.vender', 7]]],
    ['a wrong value', SAMPLE.replace('fraction: 0.4', 'fraction: 4'), [['config.risk_agent.fraction', 10]]],
    ['not a number among values', SAMPLE.replace('[10, 20, 30]', '[10, .nan]'), [['config.params.roc_lookback', 12]]],
    ['an infinite value', SAMPLE.replace('slippage_bps: 2', 'slippage_bps: .inf'), [['config.slippage_bps', 6]]],
    ['a name in capitals', SAMPLE.replace('min_rank', 'minRank'), [['config.params.minRank', 13]]],
    ['a day that is none', SAMPLE.replace('2023-06-30', '2023-06-31'), [['config.end', 4]]],
    ['a key that is missing', 'strategy: momentum\nstart: 2023-01-01', [['config.symbol', undefined]]],
    ['a key given twice', 'symbol: A\nstart: 2023-01-01\nsymbol: B', [['config', 3]]],
    ['a list that never ends', 'symbol: A\nparams: {lookback: [1, 2', [['config', 2]]],
    [
      'several at once',
      'symbol: A\nstart: x\nseed: -1',
      [
        ['config.start', 2],
        ['config.seed', 3],
      ],
    ],
    ['a prototype', 'symbol: A\nstart: 2023-01-01\n__proto__: {seed: 2}', [['config.__proto__', 3]]],
    ['an alias', 'symbol: &s A\nstart: 2023-01-01\nhypothesis: *s', [['config', 1]]],
    ['a list in the place of a map', '- symbol: A', [['config', 1]]],
    ['a text', 'AAPL', [['config', 1]]],
    ['nothing', '', [['config', 1]]],
    ['a text that is too long', `symbol: A # ${'x'.repeat(CONFIG_TEXT_MAX)}`, [['config', undefined]]],
  ])('%s', (_, text, expected) => {
    expect(faults(text)).toEqual(expected)
  })

  test('whatever the text is, it is read or refused, and every fault has words', () => {
    const lines = fc.array(
      fc.constantFrom(...SAMPLE.split('\n'), '? a', '- b', '  c: &d', '*d', '{', ']', '!!js 1', '%'),
      {
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          lines.map((some) => some.join('\n')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const read = readConfigText(text)
          if (read.kind === 'ok') return
          expect(read.errors.length).toBeGreaterThan(0)
          for (const { field, message } of read.errors)
            expect([field, message].every((words) => words !== '')).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})
