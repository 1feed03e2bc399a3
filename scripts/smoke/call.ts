/** What a call of `npm run smoke` asks for, checked before anything is contacted. */

import type { Environment } from '../../shared/config/env.ts'
import { BOOKS, type Book, isSimulated } from '../../shared/contracts/books.ts'
import { runningDesk, UsageError } from '../lib/desk.ts'
import { readOptions } from '../lib/read-options.ts'

export const HELP = `Checks that a deployed desk serves, refuses and routes as it should.

  npm run smoke                                     the desk that runs on this machine
  npm run smoke -- --base https://… --origin https://… --token-env SMOKE_TOKEN --out smoke.json

  --base            public address, that of Front Door
  --origin          address of the Functions app, which must refuse; without it that check is skipped
  --token-env       environment variable that holds the token (default GATEHOUSE_OPERATOR_TOKEN)
  --version         only a desk of this version is the one that is meant; another may still be on its way out
  --book            book of the two runs: smoke, practice or replay (default smoke)
  --within-seconds  how long a cold start, and an order on its way, may take (default 60, at most 600)
  --json            prints the report as JSON in place of the table
  --out             writes the report as JSON to this file too

Makes two runs of the router on invented prices: one that the kill switch must refuse, and one whose intent must reach
the ledger. Neither executes anything. The token is sent to --base alone and is never printed.
Exit code: 0 all passed, 1 a check failed, 2 something to put right in the call.`

const TOKEN_VARIABLE = 'GATEHOUSE_OPERATOR_TOKEN'
const WITHIN_SECONDS_MAX = 600
const SIMULATED: readonly Book[] = BOOKS.filter(isSimulated)
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/

export interface SmokeCall {
  /** Origins, without a slash at their end. */
  readonly base: string
  readonly origin: string | null
  /** Null: any. */
  readonly version: string | null
  readonly token: string
  readonly book: Book
  readonly withinMs: number
  readonly json: boolean
  readonly out: string | null
}

const text = { type: 'string' } as const
const OPTIONS = {
  ...{ base: text, origin: text, 'token-env': text, version: text, book: text, 'within-seconds': text, out: text },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Null when help is asked for. Throws UsageError naming the option, its value and what it may be. */
export function readCall(args: readonly string[], environment: Environment): SmokeCall | null {
  const given = readOptions(args, OPTIONS)
  if (given.help) return null
  const { home, desk } = runningDesk(environment)
  if (given.base === undefined && desk === null) {
    throw new UsageError(`--base is missing and no desk runs in ${home}: give the address of one, or npm start first`)
  }
  const base = given.base === undefined ? (desk?.url ?? '') : originOf('--base', given.base)
  const isLocal = desk?.url === base
  const origin = given.origin === undefined ? null : originOf('--origin', given.origin)
  const variable = given['token-env'] ?? TOKEN_VARIABLE
  const token = environment[variable] || (isLocal && given['token-env'] === undefined ? desk.operatorToken : '')
  if (token === '') throw new UsageError(`${variable} is not set: put a token in it, or name another with --token-env`)
  const book = (given.book ?? 'smoke') as Book
  if (!SIMULATED.includes(book)) throw new UsageError(`--book is ${book}; give one of ${SIMULATED.join(', ')}`)
  return {
    ...{ base, token, book, version: given.version ?? null, origin: origin ?? (isLocal ? desk.functionsUrl : null) },
    ...{ withinMs: secondsOf(given['within-seconds']) * 1_000, json: given.json ?? false, out: given.out ?? null },
  }
}

/** The token goes to this address: in the clear only to this machine, and to nothing but an origin. */
function originOf(name: string, given: string): string {
  const url = URL.parse(given)
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && `${url.origin}${url.pathname}` === url.href
  if (!isOrigin || url.pathname !== '/') {
    throw new UsageError(`${name} is not the address of a desk; give https:// and a host name, without a path`)
  }
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    throw new UsageError(`${name} is ${given}; give https://, or the token would go over the wire in the clear`)
  }
  return url.origin
}

function secondsOf(given: string | undefined): number {
  const value = given === undefined ? 60 : Number(given)
  if (Number.isInteger(value) && value >= 1 && value <= WITHIN_SECONDS_MAX) return value
  throw new UsageError(`--within-seconds is ${given}; give a whole number from 1 to ${WITHIN_SECONDS_MAX}`)
}
