import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SEALS, sealNew } from './laws/migrations.ts'
import { judgeAll, LAWS } from './laws.ts'
import { projectOf } from './project.ts'
import { readTree } from './read-tree.ts'
import { CASES } from './testing/cases.ts'

const found = (files: Readonly<Record<string, string>>) => judgeAll(projectOf(new Map(Object.entries(files))))
const ofLaw = (law: string, files: Readonly<Record<string, string>>) =>
  found(files).filter((line) => line.split(' ')[1] === `${law}:`)

describe.each(CASES)('$law: $claim', ({ law, broken, at, clean }) => {
  test('is found where it stands, with a remedy', () => {
    const lines = ofLaw(law, broken)
    expect(lines.map((line) => line.split(' ')[0])).toEqual(at)
    for (const line of lines) expect(line).toMatch(/^\S+:\d+ [a-z-]+: .{15,}$/)
  })

  test('the clean twin passes', () => expect(ofLaw(law, clean)).toEqual([]))
})

test('every law has a case', () => {
  expect([...new Set(CASES.map(({ law }) => law))].sort()).toEqual(LAWS.map(({ name }) => name).sort())
})

describe('sealing', () => {
  const old = { 'infra/database/migrations/0001-a.sql': 'select 1' }
  const seals = sealNew(projectOf(new Map(Object.entries(old)))).text

  test('adds the new and keeps the old, so that a changed file stays a violation', () => {
    const changed = { 'infra/database/migrations/0001-a.sql': 'select 2', 'infra/database/migrations/0002-b.sql': '' }
    const { text, added } = sealNew(projectOf(new Map(Object.entries({ ...changed, [SEALS]: seals }))))
    expect(added).toEqual(['0002-b.sql'])
    expect(ofLaw('migrations', { ...changed, [SEALS]: text })).toEqual([
      expect.stringMatching(/^infra\/database\/migrations\/0001-a\.sql:1 migrations: changed after it was sealed/),
    ])
  })

  test('refuses seals it cannot read', () => {
    expect(() => sealNew(projectOf(new Map([[SEALS, '[]']])))).toThrow(/restore it/)
  })
})

test('the tree keeps the house laws', () => {
  expect(judgeAll(projectOf(readTree(resolve(import.meta.dirname, '../..'))))).toEqual([])
})
