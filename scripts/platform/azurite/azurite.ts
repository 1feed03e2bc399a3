/** Starts Azurite for one home folder, under an account whose key is made once and kept there. */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AZURITE_FILE } from '../../build.ts'
import { Child } from '../child.ts'
import { keptSecret } from '../secrets.ts'

export interface LocalAzuriteOptions {
  readonly dir: string
  readonly logFile: string
  readonly port?: number
}

const ACCOUNT = 'gatehouse'

export async function startAzurite(
  options: LocalAzuriteOptions,
): Promise<{ child: Child; connectionString: string; port: number }> {
  const dir = join(options.dir, `data-${azuriteVersion()}`)
  mkdirSync(dir, { recursive: true })
  const key = keptSecret(join(options.dir, 'account-key')).value
  const child = await Child.start({
    name: 'azurite',
    entry: join(import.meta.dirname, 'main.ts'),
    args: [JSON.stringify({ file: AZURITE_FILE, dir, port: options.port ?? 0 })],
    env: { AZURITE_ACCOUNTS: `${ACCOUNT}:${key}`, AZURITE_DB: undefined },
    logFile: options.logFile,
  })
  const { port } = child.ready as { port: number }
  const endpoint = `http://127.0.0.1:${port}/${ACCOUNT}`
  const account = `AccountName=${ACCOUNT};AccountKey=${key}`
  const connectionString = `DefaultEndpointsProtocol=http;${account};BlobEndpoint=${endpoint};`
  return { child, connectionString, port }
}

function azuriteVersion(): string {
  const manifest = createRequire(import.meta.url).resolve('azurite/package.json')
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
