/**
 * `npm run add -- <package>[@version] [--save-dev]`: installs with the caller's npm on the project's own Node, because
 * npm on an older Node silently picks older versions of packages. Exact versions are written and the lock is completed.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT_ROOT } from './build.ts'
import { completeLock } from './complete-lock.ts'
import { projectEnv } from './run-step.ts'

const NODE_MAJOR = 24
const USAGE = 2
const args = process.argv.slice(2)
const npm = process.env.npm_execpath
const major = Number(process.versions.node.split('.')[0])

if (args.length === 0 || args.includes('--help')) {
  console.log('usage: npm run add -- <package>[@version] ... [--save-dev]')
  process.exitCode = args.length === 0 ? USAGE : 0
} else if (major < NODE_MAJOR || !npm) {
  console.error(
    `this is Node ${process.versions.node}, started without npm; run "npm ci", then "npm run add -- <package>"`,
  )
  process.exitCode = USAGE
} else {
  const install = [npm, 'install', '--save-exact', ...args]
  const { status } = spawnSync(process.execPath, install, { stdio: 'inherit', env: projectEnv() })
  const added = status === 0 ? completeLock(join(PROJECT_ROOT, 'package-lock.json')) : []
  if (added.length > 0) console.log(`the lock was completed with ${added.length} packages of other platforms`)
  process.exitCode = status ?? 1
}
