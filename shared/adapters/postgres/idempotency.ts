/** Idempotency keys in Postgres. */
import * as z from 'zod'
import { isoOf } from '../../base/instant.ts'
import type { IdempotencyStore } from '../../ports/idempotency.ts'
import type { Database } from './database.ts'
import { gathered } from './gathered.ts'
import { instantColumn } from './sql/rows.ts'
import { WITHOUT_WAITING } from './sql/writing.ts'

/**
 * Inserts the claim, or takes over one that lapsed without an answer and was for the same body. Whatever the mutation
 * commits afterwards keeps the claim with it.
 */
const CLAIM_SQL = `
  insert into ops.idempotency as i (actor, key, route, body_digest, claimed_until, created_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (actor, key) do update set claimed_until = excluded.claimed_until
    where i.status is null and i.claimed_until <= $6 and i.body_digest = excluded.body_digest
      and i.route = excluded.route
  returning key, ${WITHOUT_WAITING}`

const READ_SQL =
  'select route, body_digest, claimed_until, status, response from ops.idempotency where actor = $1 and key = $2'

const rowSchema = z.object({
  route: z.string(),
  body_digest: z.string(),
  claimed_until: instantColumn,
  status: z.number().nullable(),
  response: z.unknown(),
})

const ANSWER_SQL = `
  update ops.idempotency i set status = a.status, response = a.response
  from unnest($1::text[], $2::text[], $3::integer[], $4::jsonb[]) as a (actor, key, status, response)
  where i.actor = a.actor and i.key = a.key`
const RELEASE_SQL = `
  update ops.idempotency set claimed_until = created_at where actor = $1 and key = $2 and status is null`
const FORGET_SQL = 'delete from ops.idempotency where actor = $1 and key = $2 and status is null'

interface AnswerRow {
  readonly actor: string
  readonly key: string
  readonly status: number
  readonly response: string
}

export function createIdempotencyStore(database: Database): IdempotencyStore {
  const store = gathered<AnswerRow>(database, (connection, rows) =>
    connection.query('idempotency-answer', ANSWER_SQL, [
      rows.map(({ actor }) => actor),
      rows.map(({ key }) => key),
      rows.map(({ status }) => status),
      rows.map(({ response }) => response),
    ]),
  )
  return {
    claim: async (use, now) => {
      const values = [use.actor, use.key, use.route, use.bodyDigest, isoOf(now + use.forMs), isoOf(now)]
      if ((await database.query('idempotency-claim', CLAIM_SQL, values)).length > 0) return { kind: 'claimed' }
      const [raw] = await database.query('idempotency-read', READ_SQL, [use.actor, use.key])
      // Forgotten between the two statements: the next try claims it.
      if (!raw) return { kind: 'running', retryAfterMs: 1_000 }
      const row = rowSchema.parse(raw)
      if (row.body_digest !== use.bodyDigest || row.route !== use.route) return { kind: 'conflict' }
      if (row.status !== null) return { kind: 'answered', answer: { status: row.status, body: row.response } }
      return { kind: 'running', retryAfterMs: Math.max(1_000, row.claimed_until - now) }
    },
    answer: ({ actor, key }, { status, body }) => store({ actor, key, status, response: JSON.stringify(body) }),
    release: async (use) => {
      await database.query('idempotency-release', RELEASE_SQL, [use.actor, use.key])
    },
    forget: async (use) => {
      await database.query('idempotency-forget', FORGET_SQL, [use.actor, use.key])
    },
  }
}
