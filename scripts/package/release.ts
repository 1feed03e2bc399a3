/** What is told of a release beside its zip: where it came from, and a digest of every file. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { sha256OfBytes } from '../building/native-sha256.ts'
import { writeWhole } from '../lib/write-whole.ts'
import { SITE } from './contents.ts'
import type { PackedFile } from './zip.ts'

const digestedSchema = z.strictObject({
  path: z.string(),
  bytes: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/** `release.json`. It names no time: the same sources give the same release. */
const releaseSchema = z.strictObject({
  version: z.string(),
  /** Null is UNKNOWN: there was no repository. */
  commit: z.string().nullable(),
  dirty: z.boolean().nullable(),
  package: digestedSchema,
  files: z.array(digestedSchema),
})
export type Release = z.infer<typeof releaseSchema>

export const PACKAGE_FILE = 'release.zip'
const LARGEST = 5

export const digestedOf = ({ path, bytes }: PackedFile): z.infer<typeof digestedSchema> => {
  return { path, bytes: bytes.length, sha256: sha256OfBytes([bytes]) }
}

/** Writes `release.zip` and then `release.json`, each whole or not at all. */
export function writeRelease(dir: string, zip: Buffer, release: Release): void {
  mkdirSync(dir, { recursive: true })
  writeWhole(join(dir, PACKAGE_FILE), zip)
  writeWhole(join(dir, 'release.json'), `${JSON.stringify(encodeWire(releaseSchema, release), null, 2)}\n`)
}

/** The release in a few lines for a person. */
export function wordsOf(release: Release, dir: string): string {
  const { files, commit, dirty } = release
  const app = files.filter(({ path }) => !path.startsWith(SITE))
  const sum = (list: typeof files): number => list.reduce((total, { bytes }) => total + bytes, 0)
  const site = files.filter(({ path }) => path.startsWith(SITE))
  const largest = files.toSorted((a, b) => b.bytes - a.bytes).slice(0, LARGEST)
  const source =
    commit === null ? 'commit UNKNOWN' : `commit ${commit}${dirty ? ', with changes that are not in it' : ''}`
  return [
    `release ${release.version}, ${source}`,
    `app   ${app.length} files, ${sum(app)} bytes`,
    `site  ${site.length} files, ${sum(site)} bytes`,
    ...largest.map(({ path, bytes }) => `      ${path} ${bytes} bytes`),
    `${join(dir, PACKAGE_FILE)} ${release.package.bytes} bytes, SHA-256 ${release.package.sha256}`,
  ].join('\n')
}
