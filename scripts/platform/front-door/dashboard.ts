/**
 * The built dashboard under /ui/, kept in memory with its compressed forms.
 *
 * Only files found in the folder are ever served, so no path can lead out of it. A path without the extension of a file
 * is a page of the single-page application and gets index.html.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { HTTPS_ONLY_HEADER, SECURITY_HEADERS } from '../../../shared/contracts/security-headers.ts'
import { CONTENT_TYPES } from '../../lib/content-types.ts'
import { type Refusal, refuse } from './problems.ts'

const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.map', '.svg', '.txt', '.webmanifest'])
const COMPRESS_FROM_BYTES = 1_024
const FILES_MAX = 2_000
const INDEX = 'index.html'
const ASSETS = 'assets/'

/** This front door speaks plain http. */
const SECURITY = Object.fromEntries(Object.entries(SECURITY_HEADERS).filter(([name]) => name !== HTTPS_ONLY_HEADER))

type Encoding = 'br' | 'gzip' | 'identity'
interface StaticFile {
  readonly path: string
  readonly bytes: Buffer
  readonly encoded: Map<Encoding, Promise<Buffer>>
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

export class Dashboard {
  readonly #dir: string
  #files: ReadonlyMap<string, StaticFile> = new Map()
  #builtMs = Number.NaN

  constructor(dir: string) {
    this.#dir = dir
  }

  /** Answers a path below /ui/, such as "" or "orders/7" or "assets/index-1a2b.js". */
  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const headers = { allow: 'GET, HEAD' }
      return refuse(response, {
        status: 405,
        code: 'METHOD_NOT_ALLOWED',
        detail: `${request.method} is not served under /ui/`,
        headers,
      })
    }
    this.#reloadWhenRebuilt()
    const wanted = decoded(path)
    const file = wanted === undefined ? undefined : (this.#files.get(wanted) ?? this.#page(wanted))
    if (!file) return refuse(response, this.#absent())
    await send(request, response, file)
  }

  #page(path: string): StaticFile | undefined {
    // A dot alone makes no file: symbols have them, such as BRK.B.
    return CONTENT_TYPES[extname(path).toLowerCase()] === undefined ? this.#files.get(INDEX) : undefined
  }

  #absent(): Refusal {
    return this.#files.has(INDEX)
      ? { status: 404, code: 'NOT_FOUND', detail: 'there is no such file under /ui/' }
      : { status: 404, code: 'DASHBOARD_NOT_BUILT', detail: 'the dashboard has not been built; run npm run build' }
  }

  #reloadWhenRebuilt(): void {
    const builtMs = statSync(join(this.#dir, INDEX), { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (builtMs === this.#builtMs) return
    this.#files = builtMs === 0 ? new Map() : readFiles(this.#dir)
    this.#builtMs = builtMs
  }
}

function readFiles(dir: string): Map<string, StaticFile> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  if (entries.length > FILES_MAX)
    throw new Error(`${dir} holds ${entries.length} files; at most ${FILES_MAX} are served`)
  return new Map(
    entries.map((entry) => {
      const full = join(entry.parentPath, entry.name)
      const path = full.slice(dir.length).split(sep).filter(Boolean).join('/')
      return [path, { path, bytes: readFileSync(full), encoded: new Map() }]
    }),
  )
}

async function send(request: IncomingMessage, response: ServerResponse, file: StaticFile): Promise<void> {
  const extension = extname(file.path)
  const compresses = COMPRESSED.has(extension) && file.bytes.length >= COMPRESS_FROM_BYTES
  const encoding = compresses ? encodingFor(String(request.headers['accept-encoding'] ?? '')) : 'identity'
  const body = await encodedAs(file, encoding)
  response.writeHead(200, {
    ...SECURITY,
    'content-type': CONTENT_TYPES[extension] ?? 'application/octet-stream',
    'content-length': body.length,
    // Names under assets/ carry a hash of their content; the page that names them must always be fresh.
    'cache-control': file.path.startsWith(ASSETS) ? 'public, max-age=31536000, immutable' : 'no-store',
    ...(compresses && { vary: 'accept-encoding' }),
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function encodingFor(accepted: string): Encoding {
  const names = accepted
    .split(',')
    .filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one))
    .map((one) => one.split(';')[0]?.trim())
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : 'identity'
}

const BROTLI_QUALITY = 6

function encodedAs(file: StaticFile, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'identity') return Promise.resolve(file.bytes)
  const known = file.encoded.get(encoding)
  if (known) return known
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
  const made = encoding === 'br' ? brotli(file.bytes, { params }) : gzipped(file.bytes)
  file.encoded.set(encoding, made)
  return made
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
