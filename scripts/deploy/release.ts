/** The release: app and site out of one package, so that a rollback puts both back together. */
import { existsSync, readFileSync } from 'node:fs'
import { SIGN_IN_ORIGIN } from '../../shared/contracts/security-headers.ts'
import { signInSchema } from '../../shared/contracts/sign-in.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { packedVersion } from '../package/contents.ts'
import { unzip } from '../package/zip.ts'
import { DeployFault, run } from './command.ts'
import type { Outputs } from './outputs.ts'
import type { Place } from './place.ts'

/** Runs one of the project's own commands. */
export type Npm = (args: readonly string[], env?: Record<string, string>) => Promise<void>

/** The site's pages that keep their name; what is named by its content needs no purge. */
const PURGED = ['/ui', '/ui/', '/ui/index.html', '/ui/sign-in.json']

/**
 * Flex Consumption takes a ready package by this command, without a build of its own.
 * https://learn.microsoft.com/azure/azure-functions/deployment-zip-push
 */
export async function deployApp(place: Place, outputs: Outputs, packageFile: string): Promise<void> {
  const app = ['--resource-group', place.group, '--name', outputs.functionAppName]
  await run('az', [
    'functionapp',
    'deployment',
    'source',
    'config-zip',
    ...app,
    '--src',
    packageFile,
    '--output',
    'none',
  ])
}

export async function deploySite(
  place: Place,
  outputs: Outputs,
  { packageFile, npm }: { packageFile: string; npm: Npm },
) {
  const signIn = JSON.stringify(await signInOf(place))
  await npm(['site', '--', '--package', packageFile, '--account', outputs.webAccountName, '--sign-in', signIn])
  const profile = ['--resource-group', place.group, '--profile-name', outputs.frontDoorProfileName]
  const endpoint = ['--endpoint-name', outputs.frontDoorEndpointName, '--content-paths', ...PURGED]
  await run('az', ['afd', 'endpoint', 'purge', ...profile, ...endpoint, '--output', 'none'])
}

/** How the dashboard signs in, on the wire. Throws where the page would not take it. */
async function signInOf({ apiClientId: clientId }: Place): Promise<unknown> {
  if (clientId === null) return { kind: 'operator-token' }
  const tenantId = await run('az', ['account', 'show', '--query', 'tenantId', '--output', 'tsv'])
  const scope = `${clientId}/desk`
  return encodeWire(signInSchema, { kind: 'entra', authority: SIGN_IN_ORIGIN, tenantId, clientId, scope })
}

export interface Around {
  readonly npm: Npm
  /** File of the report. */
  readonly out: string
  /** Whose version must answer; any does where no such file is. */
  readonly packageFile: string
  readonly token?: string
}

/** An instance drains before a new one stands in its place, and nothing tells when the last has. */
const REPLACED_WITHIN = ['--within-seconds', '300']

/**
 * Asks the deployed desk what it promises, once the package's version answers; a failed check rejects. The caller's
 * token never is an argument.
 */
export async function smoke(place: Place, outputs: Outputs, around: Around): Promise<void> {
  const token = around.token ?? (place.apiClientId ? await apiToken(place.apiClientId) : null)
  if (!token)
    throw new DeployFault('SMOKE_TOKEN is missing: set it to the operator token, or entraApiClientId in the parameters')
  const desk = ['--base', `https://${outputs.frontDoorHostName}`, '--origin', `https://${outputs.apiHostName}`]
  const version = existsSync(around.packageFile)
    ? ['--version', packedVersion(await unzip(readFileSync(around.packageFile))), ...REPLACED_WITHIN]
    : []
  const args = [
    'smoke',
    '--',
    ...desk,
    ...version,
    '--token-env',
    'SMOKE_TOKEN',
    '--book',
    'smoke',
    '--out',
    around.out,
  ]
  await around.npm(args, { SMOKE_TOKEN: token })
}

/** A token of whoever is logged in; the desk's API must have given that identity the role Operator. */
async function apiToken(apiClientId: string): Promise<string> {
  const asked = ['--resource', `api://${apiClientId}`, '--query', 'accessToken', '--output', 'tsv']
  return await run('az', ['account', 'get-access-token', ...asked])
}
