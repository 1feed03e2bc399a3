import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], exclude: string[], timeoutMs: number) => ({
  test: {
    name,
    ...(name === 'unit' ? {} : { globalSetup: ['scripts/testing/build-first.ts'] }),
    include,
    exclude: ['**/node_modules/**', ...exclude],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    environment: 'node' as const,
    pool: 'forks' as const,
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
    maxWorkers: 2,
    reporters: ['default'],
  },
})
