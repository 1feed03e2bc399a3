import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CHECKS } from './checks.ts'
import { readRunbook } from './read.ts'

const page = readFileSync(join(import.meta.dirname, '../../RUNBOOK.md'), 'utf8')

test('every check of the page is known here, and every check here stands on the page', () => {
  const { rows, helpers } = readRunbook(page)
  expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(CHECKS).toSorted())
  for (const { name, commands } of rows) expect(commands.length, name).toBeGreaterThan(0)
  expect(helpers).toContain('run() {')
})

test('a bar inside a command is part of it, and one between cells is not', () => {
  const table = '| Azure runbook | Here | Pass |\n| --- | --- | --- |\n| two | `a \\| b` and `c` | d |\n'
  const text = `## Helpers\n\n\`\`\`bash\nx=1\n\`\`\`\n\n## The Azure runbook, check by check\n\n${table}`
  expect(readRunbook(text)).toEqual({ helpers: 'x=1\n', rows: [{ name: 'two', commands: ['a | b', 'c'] }] })
})

test.each([
  ['its table', '## Helpers\n\n```bash\nx\n```\n', 'no section "## The Azure runbook, check by check"'],
  ['its helpers', '## The Azure runbook, check by check\n\n| a |\n', 'no section "## Helpers"'],
  ['the rows', '## Helpers\n\n```bash\nx\n```\n\n## The Azure runbook, check by check\n\nNone.\n', 'no table'],
])('a page that has lost %s is told', (_, text, words) => {
  expect(() => readRunbook(text)).toThrow(words)
})
