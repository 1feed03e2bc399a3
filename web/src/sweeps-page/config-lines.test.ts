import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { lineFaults, lineOf } from './config-lines.ts'

const TEXT = `# a sweep
symbol:
  - SPY
  - qq q
start: 2014-01-02
params:
  fast: [5, 10]
  slow:
  - 20
  - x
dal: {vendor: file, interval: 2Day}
walk_forward:
  folds: 99
`

describe('lineOf', () => {
  test.each([
    ['symbol', 2],
    ['symbol.1', 4],
    ['start', 5],
    ['params.fast', 7],
    ['params.fast.1', 7],
    ['params.slow.1', 10],
    ['params.medium', 6],
    ['dal.interval', 11],
    ['walk_forward.folds', 13],
    ['folds', null],
    ['', null],
  ])('%s lies on line %s', (name, line) => {
    expect(lineOf(TEXT, name)).toBe(line)
  })

  const name = fc.stringMatching(/^[a-z][a-z_]{0,6}$/)
  const config = fc.dictionary(name, fc.oneof(fc.integer(), fc.dictionary(name, fc.integer(), { minKeys: 1 })))
  test.each([
    ['YAML', (value: unknown) => stringify(value)],
    ['JSON', (value: unknown) => JSON.stringify(value, null, 2)],
  ])('every name of a %s text is found on the line that begins with it', (_, write) => {
    fc.assert(
      fc.property(config, (value) => {
        const text = write(value)
        for (const [head, inner] of Object.entries(value)) {
          for (const path of [
            head,
            ...(typeof inner === 'object' ? Object.keys(inner).map((k) => `${head}.${k}`) : []),
          ]) {
            const line = text.split('\n')[(lineOf(text, path) ?? 0) - 1]
            expect(line?.trim().replaceAll('"', '').split(':')[0], path).toBe(path.split('.').at(-1))
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})

test('faults stand in the order of their lines, one that names its line on that line, other fields apart', () => {
  const faults = lineFaults(TEXT, [
    { field: 'config.walk_forward.folds', message: 'is too large' },
    { field: 'job_id', message: 'is not a job id' },
    { field: 'params.slow.1', message: 'is not a number' },
    { field: 'config', message: 'line 3: cannot be read' },
    { field: 'config', message: 'is not a sweep' },
  ])
  expect(faults.map(({ line, field }) => [line, field])).toEqual([
    [null, ''],
    [3, ''],
    [10, 'params.slow.1'],
    [13, 'walk_forward.folds'],
  ])
})
