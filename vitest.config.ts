import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The longest files start first, so that no worker is left alone with one at the end. Files that wait most of their
 * time, for a browser or an outage, lie between those that compute, so that the processors are never idle.
 */
const LONGEST = [
  'scripts/faults/kill',
  'web/screens',
  'web/sign-in',
  'scripts/practice/practice',
  'scripts/faults/faults',
  'scripts/day/day',
  'scripts/runbook',
  'scripts/platform/platform',
  'web/running',
  'functions/fuzz',
  'functions/access',
  'scripts/sweep-worker/sweep-worker',
  'scripts/platform/functions-host/event-hub-trigger',
  'scripts/smoke/smoke',
  'scripts/start',
  'scripts/budget/budget',
  'scripts/consume/consume',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = LONGEST.findIndex((name) => moduleId.includes(`${name}.`))
      return rank < 0 ? LONGEST.length : rank
    }
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b))
  }
}

const project = (name: string, include: string[], exclude: string[], timeoutMs: number) => ({
  test: {
    name,
    ...(name === 'unit' ? {} : { globalSetup: ['scripts/testing/build-first.ts'] }),
    include,
    exclude: ['**/node_modules/**', ...exclude],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    environment: 'node' as const,
    // It imports JSON without saying so, which Node refuses and the bundler does not.
    server: { deps: { inline: [/@actions\/workflow-parser/] } },
    pool: 'forks' as const,
    // Every file puts away what it opened, so that files may share a process: one for each took a tenth of all time.
    isolate: false,
  },
})

const roots = '{shared,functions,scripts,web,infra}'
export default defineConfig({
  test: {
    projects: [
      project('unit', [`${roots}/**/*.test.ts`], ['**/*.platform.test.ts', '**/*.browser.test.ts'], 20_000),
      project('platform', [`${roots}/**/*.platform.test.ts`], [], 120_000),
      project('browser', [`${roots}/**/*.browser.test.ts`], [], 120_000),
    ],
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    reporters: ['default'],
  },
})
