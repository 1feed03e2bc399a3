/**
 * What has to be done to a site that stands, so that a release stands in its place and no page that is open breaks.
 *
 * 1. The page comes last: whenever the work is broken off, the page that is served finds all that it names.
 * 2. What the release has no more stays for 30 days from the release that dropped it, for pages that are open.
 * 3. What stands as it should is left alone: doing it again does nothing.
 */
import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import { DAY_MS, type Instant } from '../../shared/base/instant.ts'
import { type SignIn, signInSchema } from '../../shared/contracts/sign-in.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { CONTENT_TYPES } from '../lib/content-types.ts'
import { SITE } from '../package/contents.ts'
import type { PackedFile } from '../package/zip.ts'

/** The site lies under its public path, so that no route of Front Door has to change one. */
export const PREFIX = 'ui/'
const PAGE = `${PREFIX}index.html`
const SIGN_IN = `${PREFIX}sign-in.json`
const ASSETS = `${PREFIX}assets/`
const KEEP_MS = 30 * DAY_MS

/** Names under assets/ carry a hash of their content; whatever names them must be asked for each time. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'no-cache'

export interface Headers {
  readonly contentType: string
  readonly cacheControl: string
  /** Base64, as the storage keeps it. */
  readonly md5: string
}

export interface SiteFile extends Headers {
  /** Name of the blob in `$web`. */
  readonly name: string
  readonly bytes: Buffer
}

export interface Stored extends Headers {
  readonly name: string
  /** When a release first had it no more; null while one has it. */
  readonly droppedAt: Instant | null
}

export type Step =
  | { readonly kind: 'upload'; readonly file: SiteFile }
  | { readonly kind: 'drop'; readonly name: string; readonly at: Instant }
  | { readonly kind: 'delete'; readonly name: string }

/** The site of a release. Throws when it has no page. */
export function siteOf(packed: readonly PackedFile[], signIn: SignIn | null): SiteFile[] {
  const files = packed
    .filter(({ path }) => path.startsWith(SITE))
    .map(({ path, bytes }) => siteFile(`${PREFIX}${path.slice(SITE.length)}`, bytes))
    .filter(({ name }) => signIn === null || name !== SIGN_IN)
  if (!files.some(({ name }) => name === PAGE)) throw new RangeError(`the package has no ${SITE}index.html`)
  if (signIn === null) return files
  return [...files, siteFile(SIGN_IN, Buffer.from(`${JSON.stringify(encodeWire(signInSchema, signIn))}\n`))]
}

function siteFile(name: string, bytes: Buffer): SiteFile {
  return {
    ...{ name, bytes, md5: createHash('md5').update(bytes).digest('base64') },
    contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    cacheControl: name.startsWith(ASSETS) ? FOR_EVER : ASK_AGAIN,
  }
}

const rankOf = (name: string): number => (name === PAGE ? 2 : name.startsWith(ASSETS) ? 0 : 1)

export function planSite(files: readonly SiteFile[], stored: readonly Stored[], now: Instant): Step[] {
  const before = new Map(stored.map((blob) => [blob.name, blob]))
  const uploads = files
    .filter((file) => !stands(file, before.get(file.name)))
    .toSorted((a, b) => rankOf(a.name) - rankOf(b.name) || (a.name < b.name ? -1 : 1))
  const current = new Set(files.map(({ name }) => name))
  const old = stored.filter(({ name }) => !current.has(name))
  return [
    ...uploads.map((file) => ({ kind: 'upload', file }) as const),
    ...old.flatMap(({ name, droppedAt }) => (droppedAt === null ? [{ kind: 'drop', name, at: now } as const] : [])),
    ...old.flatMap(({ name, droppedAt }) =>
      droppedAt !== null && now - droppedAt > KEEP_MS ? [{ kind: 'delete', name } as const] : [],
    ),
  ]
}

const stands = (file: SiteFile, blob: Stored | undefined): boolean =>
  blob !== undefined &&
  blob.droppedAt === null &&
  blob.md5 === file.md5 &&
  blob.contentType === file.contentType &&
  blob.cacheControl === file.cacheControl

/** Public paths that the edge may still have in their older form. */
export function pathsToPurge(steps: readonly Step[]): string[] {
  const names = steps.flatMap((step) => (step.kind === 'upload' ? [step.file.name] : []))
  const changed = names.filter((name) => !name.startsWith(ASSETS)).map((name) => `/${name}`)
  return names.includes(PAGE) ? ['/ui', '/ui/', ...changed] : changed
}
