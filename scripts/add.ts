/**
 * `npm run add -- <package>[@version] [--save-dev]`: installs with the npm that comes with the project's own Node, because the npm of an
 * older Node silently picks older versions of packages. Exact versions are written.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectEnv } from './run-step.ts'

const NODE_MAJOR = 24
const args = process.argv.slice(2)
const major = Number(process.versions.node.split('.')[0])
const bin = dirname(process.execPath)
const places = [join(bin, '../lib/node_modules/npm/bin/npm-cli.js'), join(bin, 'node_modules/npm/bin/npm-cli.js')]
const npm = places.find((place) => existsSync(place))

if (args.length === 0 || args.includes('--help')) {
  console.log('usage: npm run add -- <package>[@version] ... [--save-dev]')
  process.exitCode = args.length === 0 ? 2 : 0
} else if (major < NODE_MAJOR || !npm) {
  console.error(`this runs on Node ${process.versions.node} without its own npm; run "npm ci" and use "npm run add"`)
  process.exitCode = 2
} else {
  const install = [npm, 'install', '--save-exact', ...args]
  process.exitCode = spawnSync(process.execPath, install, { stdio: 'inherit', env: projectEnv() }).status ?? 1
}
