/** Idempotency keys in Postgres. */
import * as z from 'zod'
import { isoOf } from '../../base/instant.ts'
import type { IdempotencyStore } from '../../ports/idempotency.ts'
import type { Database, Queryable } from './database.ts'
import { gathered } from './gathered.ts'
import { instantColumn } from './sql/rows.ts'
import { WITHOUT_WAITING } from './sql/writing.ts'

/**
 * Inserts claims, or takes over those that lapsed without an answer and were for the same body. Whatever the mutation
 * commits afterwards keeps its claim with it. In one order, so that two instances never wait for each other.
 */
const CLAIM_SQL = `
  insert into ops.idempotency as i (actor, key, route, body_digest, claimed_until, created_at)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
    as c (actor, key, route, body_digest, claimed_until, created_at)
  order by c.actor, c.key
  on conflict (actor, key) do update set claimed_until = excluded.claimed_until
    where i.status is null and i.claimed_until <= excluded.created_at and i.body_digest = excluded.body_digest
      and i.route = excluded.route
  returning actor, key, ${WITHOUT_WAITING}`

const READ_SQL =
  'select route, body_digest, claimed_until, status, response from ops.idempotency where actor = $1 and key = $2'

const rowSchema = z.object({
  route: z.string(),
  body_digest: z.string(),
  claimed_until: instantColumn,
  status: z.number().nullable(),
  response: z.unknown(),
})

/** An answer that a lost server forgets is made again: the ids of a mutation come from its key. */
const ANSWER_SQL = `
  update ops.idempotency i set status = a.status, response = a.response
  from unnest($1::text[], $2::text[], $3::integer[], $4::json[]) as a (actor, key, status, response)
  where i.actor = a.actor and i.key = a.key
  returning ${WITHOUT_WAITING}`
const RELEASE_SQL = `
  update ops.idempotency set claimed_until = created_at where actor = $1 and key = $2 and status is null`
const FORGET_SQL = 'delete from ops.idempotency where actor = $1 and key = $2 and status is null'

interface Wish {
  readonly actor: string
  readonly key: string
  readonly route: string
  readonly bodyDigest: string
  readonly until: string
  readonly now: string
}

const nameOf = ({ actor, key }: { readonly actor?: unknown; readonly key?: unknown }): string => `${actor} ${key}`

/** The wishes that got their key. Of several for one key the first may; the others find it claimed. */
async function claimAll(connection: Queryable, wishes: readonly Wish[]): Promise<ReadonlySet<Wish>> {
  const firsts = new Map<string, Wish>()
  for (const wish of wishes) if (!firsts.has(nameOf(wish))) firsts.set(nameOf(wish), wish)
  const rows = [...firsts.values()]
  const claimed = await connection.query('idempotency-claim', CLAIM_SQL, [
    rows.map(({ actor }) => actor),
    rows.map(({ key }) => key),
    rows.map(({ route }) => route),
    rows.map(({ bodyDigest }) => bodyDigest),
    rows.map(({ until }) => until),
    rows.map(({ now }) => now),
  ])
  const names = new Set(claimed.map(nameOf))
  return new Set(rows.filter((wish) => names.has(nameOf(wish))))
}

interface AnswerRow {
  readonly actor: string
  readonly key: string
  readonly status: number
  readonly response: string
}

async function answerAll(connection: Queryable, rows: readonly AnswerRow[]): Promise<void> {
  await connection.query('idempotency-answer', ANSWER_SQL, [
    rows.map(({ actor }) => actor),
    rows.map(({ key }) => key),
    rows.map(({ status }) => status),
    rows.map(({ response }) => response),
  ])
}

export function createIdempotencyStore(database: Database): IdempotencyStore {
  const claim = gathered(database.connect, claimAll)
  const keep = gathered(database.connect, answerAll)
  return {
    claim: async (use, now) => {
      const wish = { ...use, until: isoOf(now + use.forMs), now: isoOf(now) }
      if ((await claim(wish)).has(wish)) return { kind: 'claimed' }
      const [raw] = await database.query('idempotency-read', READ_SQL, [use.actor, use.key])
      // Forgotten between the two statements: the next try claims it.
      if (!raw) return { kind: 'running', retryAfterMs: 1_000 }
      const row = rowSchema.parse(raw)
      if (row.body_digest !== use.bodyDigest || row.route !== use.route) return { kind: 'conflict' }
      if (row.status !== null) return { kind: 'answered', answer: { status: row.status, body: row.response } }
      return { kind: 'running', retryAfterMs: Math.max(1_000, row.claimed_until - now) }
    },
    answer: ({ actor, key }, { status, body }) => keep({ actor, key, status, response: JSON.stringify(body) }),
    release: async (use) => {
      await database.query('idempotency-release', RELEASE_SQL, [use.actor, use.key])
    },
    forget: async (use) => {
      await database.query('idempotency-forget', FORGET_SQL, [use.actor, use.key])
    },
  }
}
