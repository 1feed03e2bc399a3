import { execFile } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../build.ts'
import { Platform } from '../platform/platform.ts'
import { runSmoke } from '../smoke/run.ts'
import { packedVersion } from './contents.ts'
import { unzip } from './zip.ts'

const run = promisify(execFile)
const SCRIPT = 'scripts/package.ts'
const folders: string[] = []
const folder = (parent: string, name: string): string => {
  mkdirSync(parent, { recursive: true })
  const made = mkdtempSync(join(parent, name))
  folders.push(made)
  return made
}
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})

const node = (cwd: string, args: readonly string[], env = {}) =>
  run(process.execPath, [...args], { cwd, env: { ...process.env, ...env } })

async function packedFrom(root: string, env = {}): Promise<{ zip: Buffer; release: Record<string, unknown> }> {
  const out = folder(tmpdir(), 'gatehouse-release-')
  await node(out, [join(root, SCRIPT), '--out', out], env)
  const release = JSON.parse(readFileSync(join(out, 'release.json'), 'utf8')) as Record<string, unknown>
  return { zip: readFileSync(join(out, 'release.zip')), release }
}

/** Every file below a folder as a hard link in another one: a clone has packages of its own, and they are many. */
function linkAll(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [here, there] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkAll(here, there)
    else if (entry.isFile()) linkSync(here, there)
  }
}

/** The sources as another clone has them, made at times of its own. */
async function cloneOf(root: string): Promise<string> {
  // On the disk of the project, because a hard link leads to no other one.
  const clone = folder(join(root, 'dist'), 'package-test-')
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  for (const [index, path] of listed.stdout.split('\0').filter(Boolean).entries()) {
    mkdirSync(dirname(join(clone, path)), { recursive: true })
    writeFileSync(join(clone, path), readFileSync(join(root, path)))
    const atSeconds = 1_000_000_000 + ((index * 7_919) % 1_000) * 86_400
    utimesSync(join(clone, path), atSeconds, atSeconds)
  }
  linkAll(join(root, 'node_modules'), join(clone, 'node_modules'))
  return clone
}

describe('npm run package', () => {
  test('gives the same bytes in another clone, in another time zone, from another folder', async () => {
    const here = await packedFrom(PROJECT_ROOT)
    const clone = await cloneOf(PROJECT_ROOT)
    const there = await packedFrom(clone, { TZ: 'Pacific/Auckland' })
    expect(there.release.files).toEqual(here.release.files)
    expect(there.zip.equals(here.zip)).toBe(true)
    const names = (await unzip(here.zip)).map(({ path }) => path)
    expect(names.filter((path) => !/^(host|package)\.json$|^dist\/functions\/.*\.js$|^site\//.test(path))).toEqual([])
  })

  test('tells of every file what is in it, and of the sources whence they came', async () => {
    const { zip, release } = await packedFrom(PROJECT_ROOT)
    const { digestedOf } = await import('./release.ts')
    const files = (await unzip(zip)).map(digestedOf)
    expect(release).toMatchObject({
      version: '0.1.0',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      dirty: expect.any(Boolean),
      package: digestedOf({ path: 'release.zip', bytes: zip }),
    })
    expect(new Set(release.files as object[])).toEqual(new Set(files))
  })

  test.each([
    [['--help'], 0, /npm run package \[-- --out/],
    [['--out'], 2, /^Option '--out <value>' argument missing; see --help\n$/],
    [['--out='], 2, /^--out is empty; give a folder/],
    [['--zip', 'x'], 2, /^Unknown option '--zip'.*see --help\n$/],
  ])('the call %j ends with %d and its words', async (args, code, words) => {
    const ended = await node(PROJECT_ROOT, [SCRIPT, ...args]).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }),
    )
    expect(ended).toEqual({ code, text: expect.stringMatching(words) })
  })
})

test('a release runs by itself: in an empty folder, without packages, it passes the smoke', async () => {
  const { zip } = await packedFrom(PROJECT_ROOT)
  const root = folder(tmpdir(), 'gatehouse-unpacked-')
  for (const { path, bytes } of await unzip(zip)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  const described = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { main: string; type: string }
  expect(described.type).toBe('module')
  await using platform = await Platform.create({
    ...{ dir: folder(tmpdir(), 'gatehouse-package-desk-'), durable: false },
    ...{ appFile: join(root, described.main), hostJsonFile: join(root, 'host.json'), webDir: join(root, 'site') },
  })
  const report = await runSmoke({
    ...{ base: platform.url, origin: platform.functionsUrl, token: platform.operatorToken, book: 'smoke' },
    ...{ version: packedVersion(await unzip(zip)), withinMs: 30_000, json: false, out: null },
  })
  expect(report.checks.filter(({ status }) => status !== 'passed')).toEqual([])
})
