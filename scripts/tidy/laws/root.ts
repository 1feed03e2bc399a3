/** The top of the tree is short: the parts of the desk, the files tools insist on, the root documents. */
import type { Law } from '../project.ts'

const ALLOWED: readonly string[] = [
  ...['functions', 'shared', 'infra', 'web', 'scripts', '.github', '.ci', 'dist', 'node_modules', '.git', '.gatehouse'],
  ...['host.json', 'package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'vitest.config.ts'],
  ...['azure.yaml', '.funcignore'],
  ...['.gitignore', '.npmrc', 'README.md', 'ARCHITECTURE.md', 'RUNBOOK.md', 'CHANGELOG.md', 'LICENSE'],
]

export const root: Law = {
  name: 'root',
  says: 'the root holds only the parts of the desk, the files tools insist on and the root documents',
  check: (project) => {
    const tops = new Set([...project.files.keys()].map((path) => path.split('/')[0] ?? path))
    const strangers = [...tops].filter((top) => !ALLOWED.includes(top))
    const message = 'does not belong at the root; move it under functions, shared, infra, web or scripts'
    return strangers.map((path) => ({ path, line: 1, message }))
  },
}
