import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildAll, PROJECT_ROOT } from '../build.ts'
import { manifestOf, publish } from '../building/publish.ts'
import { collectFiles, SITE } from './contents.ts'
import { refuseForbidden } from './forbidden.ts'

const dir = mkdtempSync(join(tmpdir(), 'gatehouse-package-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** A tree with these files over those of a small project that is built. */
function tree(changes: Readonly<Record<string, string | null>> = {}): string {
  const root = mkdtempSync(join(dir, 'tree-'))
  const files: Record<string, string | null> = {
    'host.json': '{"version":"2.0"}',
    'package.json': JSON.stringify({ name: 'desk', version: '1.2.3', type: 'module', main: 'dist/functions/main.js' }),
    'making-functions/main.js': 'app',
    'making-functions/chunks/a-1.js': 'chunk',
    'making-web/index.html': 'page',
    'making-web/assets/index-1.js': 'script',
    ...changes,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    if (text !== null) writeFileSync(join(root, path), text)
  }
  publish(join(root, 'making-functions'), join(root, 'dist/functions'), 'main.js', 'digest')
  publish(join(root, 'making-web'), join(root, 'dist/web'), 'index.html', 'digest')
  return root
}

const packed = (root: string) => collectFiles(root).map(({ path }) => path)
const WHOLE = [
  ...['host.json', 'package.json', 'dist/functions/chunks/a-1.js', 'dist/functions/main.js'],
  ...['site/assets/index-1.js', 'site/index.html'],
]

describe('a package', () => {
  test('holds what the builds list, and no chunk of the build before', () => {
    const root = tree()
    writeFileSync(join(root, 'dist/functions/chunks/old-0.js'), 'an older chunk')
    writeFileSync(join(root, 'dist/web/assets/index-0.js'), 'an older script')
    expect(packed(root)).toEqual(WHOLE)
  })

  test('tells the host what to start, and nothing to install or run', () => {
    const root = tree({
      'package.json': JSON.stringify({
        ...{ name: 'desk', version: '1.2.3', type: 'module', main: 'dist/functions/main.js' },
        ...{ scripts: { postinstall: 'anything' }, dependencies: { pg: '8' } },
      }),
    })
    const described = collectFiles(root).find(({ path }) => path === 'package.json')
    expect(JSON.parse(String(described?.bytes))).toEqual({
      ...{ name: 'desk', version: '1.2.3+digest', private: true, type: 'module', main: 'dist/functions/main.js' },
    })
  })

  test.each([
    [
      'an entry that is not built',
      { 'making-functions/main.js': null },
      /^dist\/functions\/main\.js is missing: npm run build$/,
    ],
    ['a page that is not built', { 'making-web/index.html': null }, /^site\/index\.html is missing: npm run build$/],
    ['a version that is none', { 'package.json': '{"name":"a","version":"x","type":"module","main":"m"}' }, /version/],
    [
      'another kind of module',
      { 'package.json': '{"name":"a","version":"1.0.0","main":"m"}' },
      /^package\.json: type /,
    ],
  ])('is refused with %s', (_, changes, words) => {
    expect(() => collectFiles(tree(changes))).toThrow(words)
  })

  test('is refused in words before anything was built', () => {
    const root = tree()
    rmSync(join(root, 'dist/web'), { recursive: true })
    expect(() => collectFiles(root)).toThrow(/^dist\/web has not been built: npm run build$/)
  })
})

describe('.funcignore', () => {
  beforeAll(async () => {
    await buildAll()
  })

  test('leaves to other tools the files of the app that a package has, and no others', () => {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: PROJECT_ROOT, encoding: 'utf8' }).split('\0').filter(Boolean)
    const known = git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
    const made = ['functions', 'web', 'azurite'].flatMap((name) => {
      const files = manifestOf(join(PROJECT_ROOT, 'dist', name))?.files ?? []
      return [...files, 'build.json'].map((file) => `dist/${name}/${file}`)
    })
    const more = [
      'dist/package/release.zip',
      'dist/worker/main.js',
      'dist/functions-making-1/main.js',
      'node_modules/pg/index.js',
      '.gatehouse/operator-token',
      'local.settings.json',
      'a.log',
    ]
    const all = [...known, ...made, ...more]
    // A repository that knows nothing but the list: its own rules of ignoring must not answer in its place.
    const bare = join(dir, 'bare')
    mkdirSync(bare)
    execFileSync('git', ['init', '-q'], { cwd: bare })
    writeFileSync(join(bare, '.gitignore'), readFileSync(join(PROJECT_ROOT, '.funcignore')))
    const ignored = new Set(
      execFileSync('git', ['check-ignore', '-z', '--stdin', '--no-index'], {
        cwd: bare,
        input: all.join('\0'),
        encoding: 'utf8',
      }).split('\0'),
    )
    const app = packed(PROJECT_ROOT).filter((path) => !path.startsWith(SITE))
    expect(all.filter((path) => !ignored.has(path)).sort()).toEqual(app.sort())
  })
})

test('this project may ship as it stands', () => {
  expect(() => refuseForbidden(collectFiles(PROJECT_ROOT))).not.toThrow()
})
