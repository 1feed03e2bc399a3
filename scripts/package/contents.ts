/**
 * What a release holds: the Functions app at the root and the dashboard under `site/`, each exactly the files that its
 * build lists. Older chunks, which a build leaves for a while, stay behind.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { type Manifest, manifestOf } from '../building/publish.ts'
import { builtVersion } from '../building/sources.ts'
import type { PackedFile } from './zip.ts'

export const SITE = 'site/'
const APP = 'dist/functions'

/** Something that must not ship, or that is missing: one line with the file, what is wrong with it, and the remedy. */
export class PackageRefused extends Error {
  override readonly name = 'PackageRefused'
}

const describedSchema = z.object({
  name: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  type: z.literal('module'),
  main: z.string(),
})

const jsonBytes = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

/** The version that a packed app tells of itself. Throws where it is none of ours. */
export function packedVersion(packed: readonly PackedFile[]): string {
  const described = packed.find(({ path }) => path === 'package.json')
  return z.object({ version: z.string() }).parse(JSON.parse(String(described?.bytes))).version
}

/** Version of the project in the folder. */
export const versionOf = (root: string): string => describedIn(root).version

function describedIn(root: string): z.infer<typeof describedSchema> {
  const parsed = describedSchema.safeParse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new PackageRefused(`package.json: ${issue?.path.join('.')} ${issue?.message}; the host starts what it names`)
}

/** Reads what the builds under `dist` list; the tree must be built. Throws PackageRefused when a build is missing. */
export function collectFiles(root: string): PackedFile[] {
  const { name, version: plain, type, main } = describedIn(root)
  const version = builtVersion(plain, builtAs(root, APP).sources)
  const files = [
    { path: 'host.json', bytes: readFileSync(join(root, 'host.json')) },
    // The bundle holds its packages, so the host is told what to start and nothing to install.
    { path: 'package.json', bytes: jsonBytes({ name, version, private: true, type, main }) },
    ...builtIn(root, APP, `${APP}/`),
    ...builtIn(root, 'dist/web', SITE),
  ]
  for (const needed of [main, `${SITE}index.html`]) {
    if (!files.some(({ path }) => path === needed)) throw new PackageRefused(`${needed} is missing: npm run build`)
  }
  return files
}

function builtAs(root: string, folder: string): Manifest {
  const manifest = manifestOf(join(root, folder))
  if (manifest === null) throw new PackageRefused(`${folder} has not been built: npm run build`)
  return manifest
}

function builtIn(root: string, folder: string, prefix: string): PackedFile[] {
  return builtAs(root, folder).files.map((file) => ({
    path: `${prefix}${file.replaceAll('\\', '/')}`,
    bytes: readFileSync(join(root, folder, file)),
  }))
}
