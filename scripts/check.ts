/** `npm run check`: the laws of the house and of infra/, format and lint, the types of desk and web, all at once. */
import { printStep, runStep, type StepResult } from './run-step.ts'

const CHECKS: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ['tidy', 'node', 'scripts/tidy/main.ts'],
  ['infra', 'node', 'scripts/infra-lint.ts'],
  ['biome', 'biome', 'ci', '--colors=off', '--diagnostic-level=warn', '--error-on-warnings'],
  ['types', 'tsc', '--pretty', 'false', '-p', '.'],
  ['web types', 'tsc', '--pretty', 'false', '-p', 'web'],
]

/** Prints each check as it ends. */
export function runChecks(): Promise<StepResult[]> {
  return Promise.all(
    CHECKS.map(async ([name, program, ...args]) => {
      const result = await runStep(name, program, args)
      printStep(result)
      return result
    }),
  )
}

if (process.argv[1] === import.meta.filename) {
  const results = await runChecks()
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1
}
