import { describe, expect, test } from 'vitest'
import { refuseForbidden } from './forbidden.ts'

const CHUNK = 'dist/functions/chunks/a-1.js'
const judged =
  (path: string, text = 'x') =>
  () =>
    refuseForbidden([{ path, bytes: Buffer.from(text) }])
const key = (length: number) => `${'aB3/'.repeat(length / 4)}==`

describe('a release refuses', () => {
  test.each([
    ['dist/functions/main.test.js', /^dist\/functions\/main\.test\.js is a test/],
    ['dist/functions/testing/desk.js', /is a test or serves tests/],
    ['site/assets/gates.test-1a2b.js', /is a test/],
    ['scripts/start.ts', /^scripts\/start\.ts is neither of the app nor of the site/],
    ['dist/functions/main.ts', /is neither/],
    ['functions/main.js', /is neither/],
    ['dist/functions/bars.csv', /is neither/],
    ['dist/functions/0001-spine.sql', /is neither/],
    ['site/bars.parquet', /is neither/],
    ['site/.env', /is neither/],
    ['local.settings.json', /is neither/],
    ['node_modules/pg/index.js', /is neither/],
    ['../host.json', /^\.\.\/host\.json leads out/],
    ['site/../../x.js', /leads out/],
  ])('the file %s', (path, words) => {
    expect(judged(path)).toThrow(words)
  })

  test.each([
    ['a map with its sources', `${CHUNK}.map`, '{"version":3,"sourcesContent":["secret plan"]}', /carries its sources/],
    ['a map inside its script', CHUNK, '//# sourceMappingURL=data:application/json;base64,e30=', /carries its sources/],
    ['a key of hubs', CHUNK, `SharedAccessKeyName=x;SharedAccessKey=${key(40)}`, /holds a key of Event Hubs/],
    ['a key of storage', CHUNK, `AccountName=x;AccountKey=${key(84)};`, /holds a key of a storage account/],
    [
      'a signed address',
      CHUNK,
      `https://x.blob.core.windows.net/c?sv=1&sig=${'aB3'.repeat(14)}%3D`,
      /holds a signature/,
    ],
    [
      'a private key',
      'site/assets/a-1.js',
      `-----BEGIN RSA PRIVATE KEY-----\\n${'aB3/'.repeat(12)}`,
      /holds a private key/,
    ],
    [
      'a database with its password',
      CHUNK,
      'x="postgres://app:hunter2@db.example/gatehouse"',
      /holds a database address/,
    ],
    [
      'a signed token',
      CHUNK,
      `"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.${'aB3_'.repeat(8)}"`,
      /holds a signed token/,
    ],
    [
      'an instrumentation key',
      'host.json',
      '{"a":"InstrumentationKey=12345678-0000-4000-8000-000000000001;"}',
      /holds an instrumentation key/,
    ],
  ])('%s', (...[_, path, text, words]) => {
    expect(judged(path, text)).toThrow(words)
  })

  test('more files than a build ever made', () => {
    const files = Array.from({ length: 2_001 }, (_, index) => ({
      path: `site/assets/${index}.js`,
      bytes: Buffer.from(''),
    }))
    expect(() => refuseForbidden(files)).toThrow(/^2001 files are more than 2000/)
  })

  test('more bytes than a build ever made', () => {
    expect(() => refuseForbidden([{ path: CHUNK, bytes: Buffer.alloc(33_554_433) }])).toThrow(/33554433 bytes are more/)
  })
})

describe('a release lets pass', () => {
  test.each([
    ['the words before a key, as SDKs read them', 'text.split("SharedAccessKey=")[1] ?? "AccountKey="'],
    [
      'the key of the emulator, which everybody has',
      'AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
    ],
    ['the frame around a key, as libraries look for it', '/-----BEGIN PRIVATE KEY-----/.test(pem)'],
    ['an address put together at run time', '"postgres://"+encodeURIComponent(user)+"@"+host+":5432/x"'],
    ['a map that names its sources alone', '{"version":3,"sources":["a.ts"],"mappings":""}'],
  ])('%s', (_, text) => {
    expect(judged(CHUNK, text)).not.toThrow()
  })
})
