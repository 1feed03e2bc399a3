/** Trees for the laws of what code may say. */
import type { Case } from './cases.ts'

/** Cases of one law, all in one file: the claim, a line that breaks it, a line that keeps it. */
function inFile(law: string, path: string, rows: readonly (readonly [string, string, string])[]): readonly Case[] {
  return rows.map(([claim, broken, clean]) => ({
    law,
    claim,
    broken: { [path]: `\n${broken}` },
    at: [`${path}:2`],
    clean: { [path]: `\n${clean}` },
  }))
}

const PURITY = inFile('purity', 'shared/domain/risk/size.ts', [
  ['Date.now reads the clock', 'const now = Date.now()', 'const hour = Date.UTC(2024, 1, 1)'],
  ['new Date() reads the clock', 'const now = new Date()', 'const now = (ms: number) => new Date(ms)'],
  ['Date() reads the clock', 'const now = Date()', 'const is = (x: unknown): x is Date => x instanceof Date'],
  ['Date cannot be handed on to be read later', 'const { now } = Date', 'const at = Date.parse'],
  ['Temporal.Now reads the clock', 'const now = Temporal.Now.instant()', 'const at = Temporal.Instant.from'],
  ['Math.random is chance', 'const luck = Math.random()', 'const root = Math.sqrt(2)'],
  ['Math cannot be handed on', 'const { random } = Math', 'const { sqrt } = { sqrt: Math.sqrt }'],
  ['process is the world', 'const home = process.cwd()', 'const step = (process: () => void) => process()'],
  ['fetch is the world', 'const page = fetch', 'interface Source { fetch(from: string): string }'],
  ['console is the world', `console.log('here')`, `const log = { console: 1 }.console`],
  ['timers are the world', 'setTimeout(() => 1, 5)', 'const timeout = 5'],
  ['microtasks are the world', 'queueMicrotask(() => 1)', 'const queue = []'],
  ['crypto is chance', 'const id = crypto.randomUUID()', `type Asset = { crypto: boolean }`],
  ['globalThis is the world', `const it = globalThis['fetch']`, 'const it = 1'],
  ['node modules are the world', `import { readFileSync } from 'node:fs'`, `import { z } from 'zod'`],
  ['packages come from a short list', `import pg from 'pg'`, `import { sha256 } from '@noble/hashes/sha2.js'`],
  ['rooms do not await', 'for (const a of await later) a', 'for (const a of now) a'],
  ['rooms are not async', 'const decide = async () => 1', 'const decide = () => 1'],
  ['rooms do not promise', 'export type Later = Promise<number>', 'export type Now = number'],
  [
    'the time zone of the machine is the world',
    'const hour = (at: Date) => at.getHours()',
    'const h = (at: Date) => at.getUTCHours()',
  ],
  ['the language of the machine is the world', 'const text = (1).toLocaleString()', 'const text = (1).toFixed(2)'],
])

const FREE: Case = {
  law: 'purity',
  claim: 'ports may speak of promises but not make them; tests and adapters are free',
  broken: { 'shared/ports/pen.ts': 'export const ready = Promise.resolve()' },
  at: ['shared/ports/pen.ts:1'],
  clean: {
    'shared/ports/pen.ts': 'export interface Pen { write(line: string): Promise<void> }',
    'shared/domain/risk/size.test.ts': 'await Promise.resolve(Date.now())',
    'shared/adapters/blob/blob.ts': `import 'node:fs'\nawait fetch('x')`,
  },
}

const ENVIRONMENT = [
  ...inFile('environment', 'shared/flows/walk.ts', [
    ['a flow reads no environment', 'const port = process.env.PORT', 'const used = process.memoryUsage()'],
    ['the environment is not taken apart', 'const { env } = process', 'const { env } = config'],
    ['the environment is not imported', `import { env } from 'node:process'`, `import { cwd } from 'node:path'`],
  ]),
  {
    law: 'environment',
    claim: 'env.ts, scripts and tests may read it',
    broken: { 'functions/main.ts': `process['env']` },
    at: ['functions/main.ts:1'],
    clean: {
      'shared/config/env.ts': 'process.env',
      'scripts/a.ts': 'process.env',
      'functions/a.test.ts': 'process.env',
    },
  },
]

const lines = (count: number) => Array.from({ length: count }, () => '  1\n').join('')

const WALLS: readonly Case[] = [
  {
    law: 'walls',
    claim: 'a file ends before its wall',
    broken: { 'scripts/a.ts': lines(401) },
    at: ['scripts/a.ts:401'],
    clean: { 'scripts/a.ts': lines(400), 'README.md': lines(500) },
  },
  {
    law: 'walls',
    claim: 'a function ends before its wall, a suite of tests does not count',
    broken: {
      'scripts/a.ts': `\nfunction a() {\n${lines(69)}}`,
      'scripts/b.test.ts': `test('it', () => {\n${lines(69)}})`,
    },
    at: ['scripts/a.ts:2', 'scripts/b.test.ts:1'],
    clean: {
      'scripts/a.ts': `function a() {\n${lines(68)}}`,
      'scripts/b.test.ts': `describe.each(x)('it', () => {\n${lines(90)}})`,
    },
  },
  ...inFile('walls', 'scripts/a.ts', [
    ['a function has few parameters', 'const f = (a, b, c, d, e) => 1', 'function f(this: A, a, b, c, d) {}'],
    ['a line has an end', `// ${'x'.repeat(118)}`, `// ${'x'.repeat(117)}`],
  ]),
]

const FORBIDDEN = inFile('forbidden', 'scripts/a.ts', [
  ['work undone is not noted', `// TO${'DO'}: later`, '// todos is the Spanish for all'],
  ['faults are not noted', `const a = 'FIX${'ME'}'`, `const a = 'FIX 4.4'`],
  ['no enum', 'enum A {}', `type A = 'a' | 'b'`],
  ['no any', 'const a = (b: any) => b', 'const any = 1'],
  ['no non-null assertion', 'const a = b!.c', 'const a = !b'],
  ['no definite assignment', 'class A { a!: number }', 'class A { a?: number }'],
  ['no parameter property', 'class A { constructor(readonly a: number) {} }', 'class A { constructor(a: number) {} }'],
  ['no namespace', 'namespace A { export const b = 1 }', 'declare global { interface A {} }'],
  ['no muted type error', '// @ts-ignore', '// the types ignore it'],
  ['what does not parse is told', 'const = 1', 'const a = 1'],
])

const SQL: readonly Case[] = [
  ...inFile('sql', 'infra/database/migrations/0001-a.sql', [
    [
      'a migration reads no clock',
      'create table a (at timestamptz default now());',
      'create table a (at timestamptz); -- not now()',
    ],
    ['current_timestamp is a clock', 'select CURRENT_TIMESTAMP', 'select current_timestamp_of_row from a'],
    ['a migration mints no ids', 'create table a (id uuid default gen_random_uuid())', 'create table a (id text)'],
    [
      'keywords are lower case',
      'create table a (b text NOT null);',
      `create table a (b text check (b in ('AND', 'IN')));`,
    ],
  ]),
  ...inFile('sql', 'shared/adapters/postgres/read.ts', [
    [
      'an adapter reads no clock of the database',
      'const a = `select \x24{b} from c where d < now ( )`',
      'const a = `select d < \x24{now()}`',
    ],
    ['an adapter casts no word to a time', `const a = "select 'now'::timestamptz"`, `const a = "select 'known'"`],
    ['an adapter draws no lots', `const a = 'order by random()'`, 'const a = random()'],
    ['SQL strings are lower case', `const a = 'select 1 FROM a'`, `const a = 'ready AND waiting'`],
  ]),
]

export const CODE_CASES: readonly Case[] = [...PURITY, FREE, ...ENVIRONMENT, ...WALLS, ...FORBIDDEN, ...SQL]
