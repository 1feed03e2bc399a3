/**
 * `npm test`: checks, unit, platform and browser tests in one go, closed by one line `N passed, N failed`.
 *
 * Each check, the build and the browser count as one test. Words after `--` are
 * path filters: then only the matching tests run.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAll } from './build.ts'
import { runChecks } from './check.ts'
import { COMPILE_CACHE } from './platform/child.ts'
import { printStep, projectEnv, type StepResult } from './run-step.ts'
import { prepareBrowser } from './testing/browser.ts'
import { type Counts, countsOf, sum } from './testing/counts.ts'

/** The aim is three minutes; the bound ends a run that hangs. */
const TESTS_WITHIN_MS = 900_000

const filters = process.argv.slice(2)
if (filters.includes('--help')) {
  console.log('usage: npm test [-- <part of a test path> ...]')
} else {
  const startedMs = performance.now()
  const steps =
    filters.length === 0
      ? (await Promise.all([runChecks(), prepare('build', buildAll), prepare('browser', prepareBrowser)])).flat()
      : []
  const failedSteps = steps.filter(({ passed }) => !passed).length
  const tests = await runTests(filters)
  const { passed, failed, skipped } = sum(
    { passed: steps.length - failedSteps, failed: failedSteps, skipped: 0 },
    tests,
  )
  console.log(`${skipped} skipped, ${((performance.now() - startedMs) / 1000).toFixed(0)} s`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

/** What every later test needs, told once by name instead of by many failures. */
async function prepare(name: string, make: () => Promise<unknown>): Promise<StepResult> {
  const startedMs = performance.now()
  const output = await make().then(
    () => '',
    (error: Error) => error.message,
  )
  const result = { name, passed: output === '', tookMs: performance.now() - startedMs, output }
  printStep(result)
  return result
}

/** Runs vitest with its own report on the terminal and the counts beside it. */
async function runTests(paths: readonly string[]): Promise<Counts> {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  const reportFile = join(dir, 'report.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...paths]
  const shell = process.platform === 'win32'
  // Many tests start programs, which start in half the time when their code was compiled before.
  const env = { NODE_COMPILE_CACHE: COMPILE_CACHE, ...projectEnv() }
  const child = spawn('vitest', args, { stdio: 'inherit', env, timeout: TESTS_WITHIN_MS, shell })
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1))
    child.once('exit', (exitCode) => resolve(exitCode ?? 1))
  })
  try {
    return countsOf(readFileSync(reportFile, 'utf8'), code)
  } catch {
    return { passed: 0, failed: 1, skipped: 0 } // it died before it could report, and said why above
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
