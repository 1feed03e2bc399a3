/**
 * What a release never holds: anything but the app and the site, tests, sources behind a map, and secrets.
 *
 * A secret is told by its value. The words alone, such as `SharedAccessKey=`, are in every SDK that reads one.
 */
import { extname } from 'node:path'
import { CONTENT_TYPES } from '../lib/content-types.ts'
import { PackageRefused, SITE } from './contents.ts'
import type { PackedFile } from './zip.ts'

const FILES_MAX = 2_000
const BYTES_MAX = 32 * 1024 * 1024

/** Paths of the app; the bundler writes scripts and, where asked to, their maps. */
const APP = /^(?:host\.json|package\.json|dist\/functions\/[\w./-]+\.js(?:\.map)?)$/
const TEST = /\.(?:test|spec)[.-]|(?:^|\/)(?:testing|__tests__|fixtures)\//

/** The emulator's key, known to all: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite */
const EMULATOR_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

const SECRETS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a key of Event Hubs or Service Bus', /SharedAccessKey=[A-Za-z0-9+/]{40,}={0,2}/],
  ['a key of a storage account', /AccountKey=[A-Za-z0-9+/]{80,}={0,2}/],
  ['a signature of shared access', /[?&]sig=[A-Za-z0-9%+/]{40,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=]{40}/],
  ['a database address with a password', /postgres(?:ql)?:\/\/[^\s:/@"'`${}]+:[^\s:/@"'`${}]+@/],
  ['a signed token', /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/],
  ['an instrumentation key', /InstrumentationKey=[0-9a-f]{8}-[0-9a-f]{4}-/i],
]

/** Throws PackageRefused at the first file that may not ship. */
export function refuseForbidden(files: readonly PackedFile[]): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  if (files.length > FILES_MAX)
    throw new PackageRefused(`${files.length} files are more than ${FILES_MAX}; look at dist`)
  if (bytes > BYTES_MAX)
    throw new PackageRefused(`${bytes} bytes are more than ${BYTES_MAX}; look at the largest files`)
  for (const file of files) {
    const fault = faultOf(file)
    if (fault !== null) throw new PackageRefused(`${file.path} ${fault}`)
  }
}

function faultOf({ path, bytes }: PackedFile): string | null {
  if (path.split('/').includes('..') || path.startsWith('/')) return 'leads out of the package'
  if (TEST.test(path)) return 'is a test or serves tests; nothing that ships may import it'
  if (!APP.test(path) && !isOfSite(path)) return 'is neither of the app nor of the site; keep it out of the build'
  const text = bytes.toString('latin1')
  if (/"sourcesContent"|sourceMappingURL=data:/.test(text) && /\.(?:js|css|map)$/.test(path))
    return 'carries its sources; build maps without sourcesContent'
  const secret = SECRETS.find(([, pattern]) => pattern.test(text.replaceAll(EMULATOR_KEY, '')))
  return secret ? `holds ${secret[0]}; take it out of the source and make a new one` : null
}

const isOfSite = (path: string): boolean =>
  path.startsWith(SITE) && /^[\w./-]+$/.test(path) && CONTENT_TYPES[extname(path)] !== undefined
