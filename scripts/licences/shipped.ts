/** The packages that ship: the closure of the production dependencies and of what the dashboard imports. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Licences that were read and allow what is done here: use, change and handing on with their notice. */
export const KNOWN_LICENCES = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD']

export interface Shipped {
  readonly name: string
  readonly version: string
  /** As the package says it; UNKNOWN when it says nothing. */
  readonly licence: string
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
}

const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/** Every package that ships, by name and version, each once. Throws when one is not installed. */
export function readShipped(root: string): Shipped[] {
  const { dependencies = {} } = manifestIn(root)
  const found = new Map<string, Shipped>()
  for (const name of new Set([...Object.keys(dependencies), ...importedBy(join(root, 'web/src'))])) {
    follow(name, { from: root, root, found })
  }
  const kinds = new Map([...found.values()].map((one) => [`${one.name} ${one.version}`, one]))
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

function follow(name: string, place: { from: string; root: string; found: Map<string, Shipped> }): void {
  const folder = folderOf(name, place.from, place.root)
  if (place.found.has(folder)) return
  const { version, license, dependencies = {} } = manifestIn(folder)
  place.found.set(folder, { name, version, licence: typeof license === 'string' ? license : 'UNKNOWN' })
  for (const one of Object.keys(dependencies)) follow(one, { ...place, from: folder })
}

/** Where Node finds the package from a folder: in the nearest node_modules on the way up. */
function folderOf(name: string, from: string, root: string): string {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name)
    if (existsSync(join(folder, 'package.json'))) return folder
    if (at === root) throw new Error(`${name} is not installed: npm ci first`)
  }
}

/** Names of the packages that the folder's modules import; tests are left out. */
function importedBy(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const names = files
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/(?:from|import\()\s*'([@a-z][^']*)'/g)])
    .map(([, specifier = '']) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  return new Set(names)
}
