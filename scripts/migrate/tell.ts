/** What `npm run migrate` says: a line for each thing that was done, and a remedy for each fault that is known. */
import type { PreparationReport } from '../../shared/adapters/postgres/prepare-database.ts'
import { codesOf } from '../../shared/adapters/postgres/server.ts'

/** Lines, the last of which says whether anything was changed. */
export function linesOf({ migrations, grants, logins }: PreparationReport, dryRun: boolean): readonly string[] {
  const applied = migrations.applied.map((name) => `migration ${name}${dryRun ? '' : ': applied'}`)
  const granted =
    grants === null
      ? ['grants: after the migrations']
      : [...grants.given.map((grant) => `grant ${grant}`), ...grants.taken.map((grant) => `revoke ${grant}`)]
  const made = logins.flatMap(({ name, done }) => (done.length > 0 ? [`login ${name}: ${done.join(', ')}`] : []))
  const changes = [...applied, ...granted, ...made]
  const names = logins.map(({ name }) => name).join(', ')
  const known = `schema version ${migrations.version}, logins: ${names || 'none asked for'}`
  if (changes.length === 0) return [known, 'nothing to change']
  return [...changes, known, dryRun ? 'nothing was changed: this was a dry run' : 'done']
}

const CERTIFICATE = /^(ERR_TLS_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/

interface Remedy {
  readonly when: (about: { readonly codes: readonly string[]; readonly message: string }) => boolean
  readonly words: string
}

const has =
  (...wanted: readonly string[]): Remedy['when'] =>
  ({ codes }) =>
    wanted.some((code) => codes.includes(code))

/** In the order in which they are asked: the first that fits is told. */
const REMEDIES: readonly Remedy[] = [
  {
    when: has('ENOTFOUND'),
    words: 'check --host: nobody knows this name; a private server is known in its network only',
  },
  {
    when: ({ codes, message }) => codes.some((code) => CERTIFICATE.test(code)) || /does not support SSL/i.test(message),
    words: 'the server showed no certificate of that name, and got no token: check --host, and who answers',
  },
  {
    when: has('28P01', '28000'),
    words:
      'the login was refused: --user is the name of an Entra administrator as the server lists it, PGPASSWORD a ' +
      'token that is younger than an hour (az postgres flexible-server microsoft-entra-admin list)',
  },
  { when: has('3D000'), words: 'the database is missing: deploy infra/main.bicep first, or check --database' },
  { when: has('42883'), words: 'the server does not take Entra logins: its authentication must be Entra, see infra' },
  { when: has('42501'), words: 'log in as an administrator of the server, and always as the same one' },
  {
    when: has('ECONNREFUSED', 'ETIMEDOUT', 'ECONNRESET', 'EAI_AGAIN', '57P03', '57P01', '53300'),
    words:
      'the server does not answer: is it stopped (az postgres flexible-server start), full, or closed to this ' +
      'machine (its firewall and network)?',
  },
]

/** One line: the server, what is wrong, and what to do about it. */
export function wordsOf(error: unknown, server: string): string {
  const message = error instanceof AggregateError ? (error.errors[0] as Error).message : (error as Error).message
  const codes = error instanceof AggregateError ? error.errors.flatMap(codesOf) : codesOf(error)
  const timedOut = /timeout expired|timed? ?out/i.test(message) ? ['ETIMEDOUT'] : []
  const remedy = REMEDIES.find(({ when }) => when({ codes: [...codes, ...timedOut], message }))
  return `${server}: ${message}${remedy ? `; ${remedy.words}` : ''}`
}
