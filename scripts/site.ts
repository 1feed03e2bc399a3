/** `npm run site`: puts the dashboard of a release into the static website behind Front Door. */
import { readFileSync } from 'node:fs'
import { createBlobService } from '../shared/adapters/blob/clients.ts'
import { lastError } from '../shared/base/unavailable.ts'
import { UsageError } from './lib/desk.ts'
import { textTable } from './lib/text-table.ts'
import { unzip } from './package/zip.ts'
import { HELP, readCall, type SiteCall } from './site/call.ts'
import { pathsToPurge, planSite, type Step, siteOf } from './site/plan.ts'
import { openWebsite, readSite, takeStep } from './site/storage.ts'

const USAGE = 2

async function serviceOf(access: SiteCall['access']) {
  if ('connectionString' in access) return await createBlobService(access)
  const { AzureCliCredential } = await import('@azure/identity')
  return await createBlobService({ ...access, credential: new AzureCliCredential() })
}

async function filesOf({ packageFile, signIn }: SiteCall) {
  try {
    return siteOf(await unzip(readFileSync(packageFile)), signIn)
  } catch (error) {
    throw new UsageError(`--package ${packageFile}: ${(error as Error).message}`)
  }
}

const rowOf = (step: Step): string[] =>
  step.kind === 'upload'
    ? ['upload', step.file.name, `${step.file.bytes.length} bytes`, step.file.contentType, step.file.cacheControl]
    : [step.kind, step.name, '', '', step.kind === 'drop' ? 'kept for 30 days' : 'dropped 30 days ago']

async function main(args: readonly string[]): Promise<void> {
  const call = readCall(args, process.env)
  if (call === null) return console.log(HELP)
  const files = await filesOf(call)
  const container = await openWebsite(await serviceOf(call.access))
  const steps = planSite(files, await readSite(container), Date.now())
  if (steps.length > 0) console.log(textTable(steps.map(rowOf)))
  for (const [index, step] of steps.entries()) {
    await takeStep(container, step).catch((error: unknown) => {
      throw new Error(`broken off after ${index} of ${steps.length} steps: ${lastError(error).message}; repeat it`)
    })
  }
  const uploads = steps.filter(({ kind }) => kind === 'upload').length
  console.log(`${files.length} files stand: ${uploads} uploaded, ${files.length - uploads} as they were`)
  const purge = pathsToPurge(steps)
  if (purge.length > 0) console.log(`purge ${purge.join(' ')}`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(lastError(error).message)
  process.exitCode = error instanceof UsageError ? USAGE : 1
}
