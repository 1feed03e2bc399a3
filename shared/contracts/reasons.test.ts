import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BAR_RULES, POISON_CODES, REASONS, SCAN_REASONS, wordsOf } from './reasons.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const isSource = (path: string): boolean =>
  /\.ts$/.test(path) && !/\.test\.ts$|\/testing\/|contracts\/reasons\.ts$/.test(path)
const files = ['shared', 'functions', 'scripts']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter(isSource)
const sources = new Map(files.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]))
const everything = [...sources.values()].join('\n')

const tables = { REASONS, BAR_RULES, POISON_CODES, SCAN_REASONS }
const codes = Object.entries(tables).flatMap(([table, words]) =>
  Object.entries(words).map(([code, sentence]) => ({ table, code, sentence })),
)

describe('every code', () => {
  test.each(codes)('$code of $table is worded in a sentence', ({ code, sentence }) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/)
    expect(code).toMatch(/^([a-z]+(_[a-z]+)*|[A-Z]+(_[A-Z]+)*)$/)
  })

  test.each(codes)('$code of $table is used', ({ code }) => {
    expect(new RegExp(`['"\`]${code}['"\`: ]`).test(everything), `${code} is in no source`).toBe(true)
  })
})

describe('every reason given in the code is worded', () => {
  const GIVEN = /\b(?:reason|fallbackReason|failure)\b(?:: [A-Z]\w+)? ?[:=](?:[^'\n]*\?)? ?'(\w+)'/g
  const given = [...sources]
    .filter(([path]) => /^shared\/(domain|flows|adapters)\//.test(path))
    .flatMap(([path, text]) => [...text.matchAll(GIVEN)].map((match) => ({ path, code: match[1] ?? '' })))

  test.each(given)('$code in $path', ({ code }) => {
    expect({ ...REASONS, ...BAR_RULES, ...POISON_CODES, ...SCAN_REASONS }).toHaveProperty(code)
  })

  test('the search finds the reasons that rooms, flows and adapters give', () => {
    const found = new Set(given.map(({ code }) => code))
    for (const code of ['HOLDING', 'stale_data', 'publish_failed', 'NO_DATA', 'INTENT_EXPIRED'])
      expect(found).toContain(code)
  })
})

describe('words for a stored reason', () => {
  test.each([
    ['no_edge', REASONS.no_edge],
    ['kill_switch_manual:fed-day', REASONS.kill_switch_manual],
    ['gap_rvol', SCAN_REASONS.gap_rvol],
    ['LIST_FULL', SCAN_REASONS.LIST_FULL],
    ['A_CODE_OF_TOMORROW', 'A_CODE_OF_TOMORROW'],
    ['toString', 'toString'],
    ['', ''],
  ])('%s', (reason, words) => {
    expect(wordsOf(reason)).toBe(words)
  })
})
