/** `npm run package`: everything that is deployed, as one zip with the same bytes for the same sources. */
import { resolve } from 'node:path'
import { buildAll, PROJECT_ROOT } from './build.ts'
import { UsageError } from './lib/desk.ts'
import { readOptions } from './lib/read-options.ts'
import { faultOf } from './lib/tell-fault.ts'
import { collectFiles, PackageRefused, versionOf } from './package/contents.ts'
import { refuseForbidden } from './package/forbidden.ts'
import { digestedOf, PACKAGE_FILE, wordsOf, writeRelease } from './package/release.ts'
import { zipOf } from './package/zip.ts'
import { gitState } from './research/git-state.ts'

const HELP = `Packs the Functions app and the dashboard for deployment.

  npm run package [-- --out dist/package]

Builds what is stale, then writes release.zip (the app at its root, the dashboard under site/) and release.json
(version, commit, SHA-256 of every file) into the folder. The same sources give the same bytes.
Exit code: 0 packed, 1 something must not ship or cannot be built, 2 something to put right in the call.`

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args, { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } })
  if (options.help) return console.log(HELP)
  if (options.out === '') throw new UsageError('--out is empty; give a folder, such as dist/package')
  const dir = options.out ?? 'dist/package'
  await buildAll()
  const files = collectFiles(PROJECT_ROOT)
  refuseForbidden(files)
  const zip = await zipOf(files)
  const { gitSha: commit, gitDirty: dirty } = await gitState()
  const release = {
    ...{ version: versionOf(PROJECT_ROOT), commit, dirty },
    package: digestedOf({ path: PACKAGE_FILE, bytes: zip }),
    files: files.map(digestedOf),
  }
  writeRelease(resolve(dir), zip, release)
  console.log(wordsOf(release, dir))
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const fault = error instanceof PackageRefused ? { text: error.message, code: 1 } : faultOf(error)
  console.error(fault.text)
  process.exitCode = fault.code
}
