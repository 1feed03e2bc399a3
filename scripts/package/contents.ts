/**
 * What a release holds: the Functions app at the root and the dashboard under `site/`, each exactly the files that its
 * build lists. Older chunks, which a build leaves for a while, stay behind.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { manifestOf } from '../building/publish.ts'
import type { PackedFile } from './zip.ts'

export const SITE = 'site/'

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
  const { name, version, type, main } = describedIn(root)
  const files = [
    { path: 'host.json', bytes: readFileSync(join(root, 'host.json')) },
    // The bundle holds its packages, so the host is told what to start and nothing to install.
    { path: 'package.json', bytes: jsonBytes({ name, version, private: true, type, main }) },
    ...builtIn(root, 'dist/functions', 'dist/functions/'),
    ...builtIn(root, 'dist/web', SITE),
  ]
  for (const needed of [main, `${SITE}index.html`]) {
    if (!files.some(({ path }) => path === needed)) throw new PackageRefused(`${needed} is missing: npm run build`)
  }
  return files
}

function builtIn(root: string, folder: string, prefix: string): PackedFile[] {
  const manifest = manifestOf(join(root, folder))
  if (manifest === null) throw new PackageRefused(`${folder} has not been built: npm run build`)
  return manifest.files.map((file) => ({
    path: `${prefix}${file.replaceAll('\\', '/')}`,
    bytes: readFileSync(join(root, folder, file)),
  }))
}
