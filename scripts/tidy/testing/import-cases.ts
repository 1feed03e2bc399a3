/** Trees for the laws of who imports whom. */
import type { Case, Tree } from './cases.ts'

const WORLD: Tree = {
  'shared/base/word.ts': '',
  'shared/base/testing/seed.ts': '',
  'shared/contracts/bar.ts': '',
  'shared/domain/calendar/index.ts': '',
  'shared/domain/calendar/inner.ts': '',
  'shared/domain/orders/index.ts': '',
  'shared/domain/risk/index.ts': '',
  'shared/ports/pen.ts': '',
  'shared/flows/walk.ts': '',
  'shared/flows/lib/step.ts': '',
  'shared/adapters/postgres/pool.ts': '',
  'shared/adapters/vendors/file/lines.ts': '',
  'shared/config/config.ts': '',
  'functions/guard/door.ts': '',
  'web/src/page.tsx': '',
  'scripts/chore.ts': '',
  'scripts/testing/truth.ts': '',
  'scripts/platform/child.ts': '',
}

/** One file that imports the broken way, then the clean way. */
function edge(claim: string, path: string, [broken, clean]: readonly [string, string]): Case {
  return {
    law: 'imports',
    claim,
    broken: { ...WORLD, [path]: broken },
    at: [`${path}:1`],
    clean: { ...WORLD, [path]: clean },
  }
}

const DIRECTIONS = [
  edge('base imports only base', 'shared/base/a.ts', [`import '../contracts/bar.ts'`, `import './word.ts'`]),
  edge('contracts import no room', 'shared/contracts/a.ts', [
    `import type { A } from '../domain/risk/index.ts'`,
    `import '../base/word.ts'`,
  ]),
  edge('a room imports no port', 'shared/domain/risk/a.ts', [
    `import type { Pen } from '../../ports/pen.ts'`,
    `import '../../contracts/bar.ts'`,
  ]),
  edge('a room looks upstream only', 'shared/domain/orders/a.ts', [
    `import { a } from '../risk/index.ts'`,
    `import { a } from '../calendar/index.ts'`,
  ]),
  edge('a room is entered by its door', 'shared/domain/orders/a.ts', [
    `import { a } from '../calendar/inner.ts'`,
    `import { a } from './index.ts'`,
  ]),
  edge('a port takes types of rooms', 'shared/ports/a.ts', [
    `import { type A } from '../domain/risk/index.ts'`,
    `import type { A } from '../domain/risk/index.ts'`,
  ]),
  edge('flows do not call flows', 'shared/flows/a.ts', [
    `import { a } from './walk.ts'`,
    `import { a } from './lib/step.ts'`,
  ]),
  edge('flows/lib calls no flow', 'shared/flows/lib/a.ts', [
    `import { a } from '../walk.ts'`,
    `import { a } from './step.ts'`,
  ]),
  edge('a flow knows no adapter', 'shared/flows/a.ts', [
    `import type { P } from '../adapters/postgres/pool.ts'`,
    `import { a } from '../domain/risk/index.ts'`,
  ]),
  edge('a flow takes types of the config', 'shared/flows/a.ts', [
    `export { a } from '../config/config.ts'`,
    `export type { A } from '../config/config.ts'`,
  ]),
  edge('an adapter keeps to its own folder', 'shared/adapters/vendors/synthetic/a.ts', [
    `import { a } from '../file/lines.ts'`,
    `import '../../../ports/pen.ts'`,
  ]),
  edge('an adapter calls no room', 'shared/adapters/postgres/a.ts', [
    `import { a } from '../../domain/orders/index.ts'`,
    `import type { A } from '../../domain/orders/index.ts'`,
  ]),
  edge('the paper broker calls the fill model, not risk', 'shared/adapters/brokers/paper/a.ts', [
    `import { a } from '../../../domain/risk/index.ts'`,
    `import { a } from '../../../domain/orders/index.ts'`,
  ]),
  edge('config knows no port', 'shared/config/a.ts', [`import '../ports/pen.ts'`, `import '../contracts/bar.ts'`]),
  edge('a worker knows no flow', 'shared/workers/a.ts', [
    `import '../flows/walk.ts'`,
    `import '../domain/risk/index.ts'`,
  ]),
]

const DOORS = [
  edge('a door builds no adapter', 'functions/a.ts', [
    `import '../shared/adapters/postgres/pool.ts'`,
    `import '../shared/flows/walk.ts'`,
  ]),
  edge('a door reads no config', 'functions/a.ts', [
    `import type { C } from '../shared/config/config.ts'`,
    `import './guard/door.ts'`,
  ]),
  {
    law: 'imports',
    claim: 'context.ts alone assembles the app',
    broken: { ...WORLD, 'functions/main.ts': `import '../shared/adapters/postgres/pool.ts'` },
    at: ['functions/main.ts:1'],
    clean: {
      ...WORLD,
      'functions/context.ts': `import '../shared/adapters/postgres/pool.ts'\nimport '../shared/config/config.ts'`,
    },
  },
  edge('a guard asks the calendar, not risk', 'functions/guard/a.ts', [
    `import { a } from '../../shared/domain/risk/index.ts'`,
    `import { a } from '../../shared/domain/calendar/index.ts'`,
  ]),
  edge('the dashboard knows contracts alone', 'web/src/a.tsx', [
    `import type { A } from '../../shared/ports/pen.ts'`,
    `import type { A } from '../../shared/contracts/bar.ts'\nimport './page.tsx'`,
  ]),
  edge('scripts enter rooms by their door', 'scripts/a.ts', [
    `const a = await import('../shared/domain/calendar/inner.ts')`,
    `import '../shared/domain/calendar/index.ts'\nimport '../shared/config/config.ts'`,
  ]),
  edge('a type by import() counts as an import', 'shared/base/a.ts', [
    `export type A = import('../ports/pen.ts').Pen`,
    `export type A = import('./word.ts').Word`,
  ]),
  edge('an import leads somewhere', 'shared/base/a.ts', [`import './word'`, `import './word.ts'`]),
  edge('tests see the product and scripts/testing, no other script', 'shared/base/a.test.ts', [
    `import '../../scripts/chore.ts'`,
    `import '../../scripts/testing/truth.ts'\nimport '../domain/calendar/inner.ts'`,
  ]),
  edge('only platform tests start the platform', 'shared/base/a.test.ts', [
    `import '../../scripts/platform/child.ts'`,
    '',
  ]),
  edge('the product does not import what serves tests', 'shared/base/a.ts', [`import './testing/seed.ts'`, '']),
  {
    law: 'imports',
    claim: 'code stands in a known part of the tree',
    broken: { 'infra/a.ts': '', 'shared/lib/b.ts': '' },
    at: ['infra/a.ts:1', 'shared/lib/b.ts:1'],
    clean: {
      'vitest.config.ts': '',
      'functions/a.platform.test.ts': `import '../scripts/platform/c.ts'`,
      'scripts/platform/c.ts': '',
    },
  },
]

const HEADER = '/**\n * Sizes orders.\n *\n * 1. Nothing is thrown.\n * 2. Unknown is refused.\n */\nexport {}'
const room = (claim: string, broken: Tree, at: string): Case => {
  return { law: 'rooms', claim, broken, at: [at], clean: { 'shared/domain/risk/index.ts': HEADER } }
}

const ROOMS = [
  room('a room has a known name', { 'shared/domain/luck/index.ts': HEADER }, 'shared/domain/luck:1'),
  room('a room has a door', { 'shared/domain/risk/size.ts': '' }, 'shared/domain/risk/index.ts:1'),
  room(
    'a door opens with a header',
    { 'shared/domain/risk/index.ts': `export {}\n${HEADER}` },
    'shared/domain/risk/index.ts:1',
  ),
  room(
    'a header lists invariants',
    { 'shared/domain/risk/index.ts': '/** Sizes. */\nexport {}' },
    'shared/domain/risk/index.ts:1',
  ),
  room(
    'invariants have no holes',
    { 'shared/domain/risk/index.ts': HEADER.replace('2.', '3.') },
    'shared/domain/risk/index.ts:1',
  ),
]

export const IMPORT_CASES: readonly Case[] = [...DIRECTIONS, ...DOORS, ...ROOMS]
