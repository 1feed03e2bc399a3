/** What a call of `npm run site` asks for, checked before anything is contacted. */
import { readFileSync } from 'node:fs'
import type { Environment } from '../../shared/config/env.ts'
import { type SignIn, signInSchema } from '../../shared/contracts/sign-in.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'
import { UsageError } from '../lib/desk.ts'
import { readOptions } from '../lib/read-options.ts'

export const HELP = `Puts the dashboard of a release into the static website of a storage account.

  npm run site -- --package dist/package/release.zip --account <web account> [--sign-in <json>]

  --package                     release.zip of npm run package
  --account                     storage account of the site; the login is the Azure CLI's
  --connection-string-from-env  variable with a connection string, in place of --account
  --sign-in                     how the page signs in, as JSON or a file of it: {"kind":"entra","authority":…,
                                "tenant_id":…,"client_id":…,"scope":…} (default: as the package has it)

Assets go first and the page last, so that a page that is open, or a call that breaks off, finds what it names. What the
release has no more is deleted 30 days later. Doing it again does nothing.
Exit code: 0 done, 1 the storage refuses or does not answer, 2 something to put right in the call.`

export interface SiteCall {
  readonly packageFile: string
  readonly access: { readonly accountName: string } | { readonly connectionString: string }
  /** Null: as the package has it. */
  readonly signIn: SignIn | null
}

const text = { type: 'string' } as const
const OPTIONS = {
  ...{ package: text, account: text, 'connection-string-from-env': text, 'sign-in': text },
  help: { type: 'boolean', short: 'h' },
} as const

/** Null when help is asked for. Throws UsageError naming the option, its value and what it may be. */
export function readCall(args: readonly string[], environment: Environment): SiteCall | null {
  const given = readOptions(args, OPTIONS)
  if (given.help) return null
  if (!given.package) throw new UsageError('--package is missing: npm run package writes dist/package/release.zip')
  return {
    packageFile: given.package,
    access: accessOf(given.account, given['connection-string-from-env'], environment),
    signIn: given['sign-in'] === undefined ? null : signInOf(given['sign-in']),
  }
}

function accessOf(account: string | undefined, variable: string | undefined, env: Environment): SiteCall['access'] {
  if ((account === undefined) === (variable === undefined))
    throw new UsageError('give either --account or --connection-string-from-env')
  if (variable !== undefined) {
    const connectionString = env[variable]
    if (!connectionString) throw new UsageError(`${variable} is not set: put a connection string in it`)
    return { connectionString }
  }
  const accountName = account ?? ''
  if (!/^[a-z0-9]{3,24}$/.test(accountName))
    throw new UsageError(`--account is ${accountName}; give the name of a storage account, 3 to 24 letters and digits`)
  return { accountName }
}

function signInOf(given: string): SignIn {
  let wire: unknown
  try {
    wire = JSON.parse(given.trimStart().startsWith('{') ? given : readFileSync(given, 'utf8'))
  } catch (error) {
    throw new UsageError(`--sign-in is neither JSON nor a file of it: ${(error as Error).message}`)
  }
  const decoded = decodeWire(signInSchema, wire)
  if (decoded.kind === 'ok') return decoded.value
  throw new UsageError(decoded.errors.map(({ field, message }) => `--sign-in: ${field} ${message}`).join('\n'))
}
