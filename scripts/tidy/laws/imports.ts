/**
 * Who may import whom.
 *
 * The table is the one in ARCHITECTURE.md: a row imports a column freely, for its types only, or not at all.
 * Below it stand the few finer rules: rooms look upstream and are entered by their index, adapters keep to their own
 * folder, flows share only through flows/lib, and context.ts alone assembles the app.
 */
import { isTest, type Law, type Project, targetOf, type Violation } from '../project.ts'
import type { Import } from '../source.ts'

/** The rooms of the domain; each may import those before it. */
export const ROOMS = [
  ...['calendar', 'schedule', 'market', 'indicators', 'options', 'health', 'regime', 'structure', 'prediction'],
  ...['strategy', 'orders', 'risk', 'universe', 'router', 'performance', 'overfitting', 'backtest', 'research'],
  ...['study', 'alerts', 'overview'],
] as const

const KINDS = ['base', 'contracts', 'domain', 'ports', 'flows', 'adapters', 'workers', 'config'] as const
type Kind = (typeof KINDS)[number] | 'functions' | 'web' | 'scripts' | 'elsewhere'

interface Zone {
  readonly kind: Kind
  /** The room, or the adapter's folder; empty elsewhere. */
  readonly part: string
}

type Pass = 'freely' | 'types'
type Row = Readonly<Partial<Record<Kind, Pass>>>

const BELOW: Row = { base: 'freely', contracts: 'freely' }
/** Scripts also read files of the root, such as package.json. */
const OUTER: Row = { functions: 'freely', scripts: 'freely', elsewhere: 'freely' }
const TABLE: Readonly<Record<Kind, Row>> = {
  base: { base: 'freely' },
  contracts: BELOW,
  domain: { ...BELOW, domain: 'freely' },
  ports: { ...BELOW, domain: 'types', ports: 'freely' },
  flows: { ...BELOW, domain: 'freely', ports: 'freely', flows: 'freely', config: 'types' },
  adapters: { ...BELOW, domain: 'types', ports: 'freely', adapters: 'freely', config: 'types' },
  workers: { ...BELOW, domain: 'freely', ports: 'freely', workers: 'freely' },
  config: { ...BELOW, config: 'freely' },
  functions: { ...BELOW, domain: 'types', ports: 'freely', flows: 'freely', functions: 'freely' },
  web: { ...BELOW, web: 'freely' },
  scripts: { ...Object.fromEntries(KINDS.map((kind) => [kind, 'freely' as const])), ...OUTER },
  elsewhere: {},
}

const REMEDY: Readonly<Record<Kind, string>> = {
  base: 'base imports nothing but base; move the need to the caller',
  contracts: 'contracts import base and contracts; move the missing word into them',
  domain: 'a missing word belongs in contracts or base, an effect is an argument',
  ports: 'ports are interfaces over base, contracts and the types of rooms',
  flows: 'name a port and let functions/context.ts pass it in; shared steps go to flows/lib or a room',
  adapters: 'an adapter knows ports, contracts and its own folder; decisions belong to a room that a flow calls',
  workers: 'workers import base, contracts, domain and ports; pass the rest as a message',
  config: 'config imports base and contracts; pass it to those who need it',
  functions: 'a door calls a flow; only functions/context.ts builds adapters and reads config',
  web: 'the dashboard imports base, contracts and its own files; ask the API for the rest',
  scripts: 'scripts do not import the dashboard; build it by path',
  elsewhere: 'code lives in functions, shared, web or scripts',
}

/** Rooms that may be entered by value where the table grants types only. */
const ROOM_GUESTS: Readonly<Record<string, readonly string[]>> = {
  'shared/adapters/brokers/paper/': ['calendar', 'market', 'orders'],
  'shared/adapters/vendors/file/': ['calendar', 'market', 'orders'],
  'shared/adapters/vendors/synthetic/': ['calendar', 'market', 'orders'],
  'shared/adapters/memory/': ['calendar', 'market', 'orders'],
  'functions/guard/': ['calendar'],
}

/** Adapter families: their members are folders of their own. */
const FAMILIES = ['vendors', 'brokers', 'notify']

export const imports: Law = {
  name: 'imports',
  says: 'files import only in the directions of the table in ARCHITECTURE.md; rooms are entered by their index',
  check: (project) => [...misplaced(project), ...[...project.sources.values()].flatMap((s) => broken(project, s.path))],
}

/** Files of code that stand outside every zone. */
function misplaced(project: Project): Violation[] {
  const lost = [...project.sources.keys()].filter((path) => zoneOf(path).kind === 'elsewhere' && path.includes('/'))
  return lost.map((path) => ({ path, line: 1, message: `stands in no known part of the tree; ${REMEDY.elsewhere}` }))
}

function broken(project: Project, path: string): Violation[] {
  const taken = project.sources.get(path)?.imports ?? []
  return taken.flatMap((taking) => {
    const to = targetOf(path, taking.specifier)
    if (to === null || to.startsWith('..') || to.startsWith('dist/')) return []
    const complaint = project.files.has(to)
      ? complain(path, to, taking)
      : 'leads nowhere; name the file with its ending'
    return complaint === null ? [] : [{ path, line: taking.line, message: `'${taking.specifier}' ${complaint}` }]
  })
}

function complain(path: string, to: string, { isType }: Import): string | null {
  const from = zoneOf(path)
  const into = zoneOf(to)
  if (isTest(path)) return complainOfTest(path, to, from, into)
  if (isTest(to) && from.kind !== 'scripts') return 'serves tests alone; the product may not import it'
  if (from.kind === 'functions' && (into.kind === 'adapters' || into.kind === 'config')) {
    return path === 'functions/context.ts' ? null : `belongs to ${into.kind}; ${REMEDY.functions}`
  }
  const pass = TABLE[from.kind][into.kind]
  if (pass === undefined) return `belongs to ${into.kind}, which ${from.kind} may not import; ${REMEDY[from.kind]}`
  if (into.kind === 'domain') return complainOfRoom(path, to, isType || pass === 'freely')
  if (pass === 'types' && !isType)
    return `belongs to ${into.kind}, open to ${from.kind} for its types only; use 'import type'`
  if (into.kind === 'adapters' && from.kind === 'adapters' && from.part !== into.part) {
    return `is another adapter; ${REMEDY.adapters}`
  }
  if (from.kind === 'flows' && into.kind === 'flows' && !to.startsWith('shared/flows/lib/')) {
    return `is a flow, and flows do not call flows; ${REMEDY.flows}`
  }
  return null
}

function complainOfTest(path: string, to: string, from: Zone, into: Zone): string | null {
  if (from.kind === 'scripts' || into.kind !== 'scripts' || isTest(to)) return null
  const isUnit = /\.test\.tsx?$/.test(path) && !/\.(platform|browser)\.test\./.test(path)
  if (!isUnit && to.startsWith('scripts/platform/')) return null
  return 'is a script; tests import scripts/testing, and platform and browser tests scripts/platform'
}

function complainOfRoom(path: string, to: string, passes: boolean): string | null {
  const room = zoneOf(to).part
  const from = zoneOf(path)
  if (from.kind === 'domain' && from.part === room) return null
  if (to !== `shared/domain/${room}/index.ts`) return `goes behind the door of room ${room}; import its index.ts`
  if (from.kind === 'domain') {
    const known: readonly string[] = ROOMS
    return known.indexOf(room) < known.indexOf(from.part) ? null : `is downstream of ${from.part}; ${REMEDY.domain}`
  }
  if (passes || guestsOf(path).includes(room)) return null
  return `is room ${room}, open to ${from.kind} for its types only; use 'import type' or let a flow decide`
}

function guestsOf(path: string): readonly string[] {
  return Object.entries(ROOM_GUESTS).flatMap(([folder, rooms]) => (path.startsWith(folder) ? rooms : []))
}

function zoneOf(path: string): Zone {
  const [top = '', second = '', third = '', fourth = ''] = path.split('/')
  if (top !== 'shared') {
    return { kind: top === 'functions' || top === 'web' || top === 'scripts' ? top : 'elsewhere', part: '' }
  }
  const kind = KINDS.find((name) => name === second) ?? 'elsewhere'
  if (kind === 'adapters') return { kind, part: FAMILIES.includes(third) ? `${third}/${fourth}` : third }
  return { kind, part: kind === 'domain' ? third : '' }
}
