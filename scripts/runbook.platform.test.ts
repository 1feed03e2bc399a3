import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const SCRIPT = join(import.meta.dirname, 'runbook.ts')

test('every command of the runbook does what the page says', async () => {
  const { stdout } = await run(process.execPath, [SCRIPT])
  expect(stdout).not.toContain('FAIL')
  expect(stdout).toMatch(/^(\d+) of \1 checks passed$/m)
})

test.each([
  [['--only', 'no such check'], /--only no such check names no check/],
  [['--all'], /--all is not a call; see --help/],
])('the call %j is told in one line, exit 2', async (args, words) => {
  const failure = await run(process.execPath, [SCRIPT, ...args]).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 2, stderr: expect.stringMatching(words) })
})
