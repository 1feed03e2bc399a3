import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeWhole } from './write-whole.ts'

const dir = mkdtempSync(join(tmpdir(), 'gatehouse-whole-'))
afterAll(() => rmSync(dir, { recursive: true }))

test('a file is replaced whole', () => {
  writeWhole(join(dir, 'report.json'), 'a longer first one')
  writeWhole(join(dir, 'report.json'), 'second')
  expect(readFileSync(join(dir, 'report.json'), 'utf8')).toBe('second')
})

test('a place that cannot be written is told by its name, and nothing is left there', () => {
  mkdirSync(join(dir, 'taken'))
  expect(() => writeWhole(join(dir, 'absent/report.json'), 'x')).toThrow(
    /^disk: cannot write \S+absent\/report\.json: ENOENT/,
  )
  expect(() => writeWhole(join(dir, 'taken'), 'x')).toThrow(/^disk: cannot write \S+taken: /)
  expect(readdirSync(dir).sort()).toEqual(['report.json', 'taken'])
})
