/** Dead letters, watermarks, leases, signals and regimes in Postgres. */
import * as z from 'zod'
import { isoOf } from '../../base/instant.ts'
import type { HubKey } from '../../contracts/hubs.ts'
import type { PoisonCode } from '../../contracts/reasons.ts'
import type { HubStore, SignalStore } from '../../ports/hub-store.ts'
import type { Database } from './database.ts'
import { countColumn, instantColumn, parseRows } from './sql/rows.ts'

const BURY_SQL = `
  insert into ops.dead_letters (hub, partition_id, sequence_number, consumer, code, detail, body, created_at)
  select *, $8::timestamptz from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
    $7::text[])
  on conflict do nothing
  returning code`

/** Waits for the disk: behind a checkpoint that moved on, nothing would write a forgotten mark again. */
const MARK_SQL = `
  insert into ops.consumer_marks as m (hub, partition_id, consumer, sequence_number, enqueued_at, handled_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (hub, partition_id, consumer) do update
    set sequence_number = excluded.sequence_number, enqueued_at = excluded.enqueued_at, handled_at = excluded.handled_at
    where m.sequence_number < excluded.sequence_number`

const MARKS_SQL = `
  select hub, partition_id, consumer, sequence_number, enqueued_at, handled_at
  from ops.consumer_marks order by hub, partition_id, consumer`

const markSchema = z.object({
  hub: z.string(),
  partition_id: z.string(),
  consumer: z.string(),
  sequence_number: countColumn,
  enqueued_at: instantColumn,
  handled_at: instantColumn,
})

/** A lease passes to a new holder only when it has lapsed; the token grows with every change of hands. */
const LEASE_SQL = `
  insert into ops.leases as l (name, holder, token, expires_at)
  values ($1, $2, 1, $3)
  on conflict (name) do update
    set holder = excluded.holder, expires_at = excluded.expires_at,
      token = case when l.holder = excluded.holder then l.token else l.token + 1 end
    where l.holder = excluded.holder or l.expires_at <= $4
  returning token`

const READ_LEASE_SQL = 'select holder, expires_at from ops.leases where name = $1'

const leaseSchema = z.object({ holder: z.string(), expires_at: instantColumn })

const DROP_LEASE_SQL = 'delete from ops.leases where name = $1 and holder = $2'

/** Longest body of a dead letter that is kept; the hub itself has the rest until its retention ends. */
const LETTER_BODY_MAX = 100_000

export function createHubStore(database: Database): HubStore {
  return {
    bury: async (letters, now) => {
      if (letters.length === 0) return []
      const column = <T>(pick: (letter: (typeof letters)[number]) => T): T[] => letters.map(pick)
      const rows = await database.query('bury', BURY_SQL, [
        column(({ hub }) => hub),
        column(({ partitionId }) => partitionId),
        column(({ sequenceNumber }) => sequenceNumber),
        column(({ consumer }) => consumer),
        column(({ code }) => code),
        column(({ detail }) => printable(detail).slice(0, 2_000)),
        column(({ body }) => printable(body).slice(0, LETTER_BODY_MAX)),
        isoOf(now),
      ])
      return rows.map(({ code }) => code as PoisonCode)
    },
    mark: async (mark, now) => {
      const { hub, partitionId, consumer, sequenceNumber, enqueuedAt } = mark
      await database.query('mark', MARK_SQL, [
        hub,
        partitionId,
        consumer,
        sequenceNumber,
        isoOf(enqueuedAt),
        isoOf(now),
      ])
    },
    watermarks: async () =>
      parseRows(markSchema, await database.query('marks', MARKS_SQL)).map((row) => ({
        hub: row.hub as HubKey,
        partitionId: row.partition_id,
        consumer: row.consumer,
        sequenceNumber: row.sequence_number,
        enqueuedAt: row.enqueued_at,
        handledAt: row.handled_at,
      })),
    holdLease: async (name, holder, forMs, now) =>
      (await database.query('hold-lease', LEASE_SQL, [name, holder, isoOf(now + forMs), isoOf(now)])).length > 0,
    leaseOf: async (name) => {
      const [row] = parseRows(leaseSchema, await database.query('read-lease', READ_LEASE_SQL, [name]))
      return row ? { holder: row.holder, expiresAt: row.expires_at } : null
    },
    dropLease: async (name, holder) => {
      await database.query('drop-lease', DROP_LEASE_SQL, [name, holder])
    },
  }
}

/** Postgres text has no NUL; what poison carried is shown as its replacement character. */
const printable = (text: string): string => text.replaceAll('\u0000', '\uFFFD')

const SIGNALS_SQL = `
  insert into market.signals (book, symbol, interval, at, open, high, low, price, volume, filtered_price, velocity,
    uncertainty, butterworth_price, ema_price, synthetic)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::float8[], $6::float8[], $7::float8[],
    $8::float8[], $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::float8[],
      $15::boolean[])
  on conflict do nothing`

const REGIMES_SQL = `
  insert into market.regimes (book, symbol, interval, at, regime, volatility, momentum, uncertainty, synthetic)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::float8[], $7::float8[],
    $8::float8[], $9::boolean[])
  on conflict do nothing`

export function createSignalStore(database: Database): SignalStore {
  return {
    saveSignals: async (rows) => {
      const column = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick)
      await database.query('save-signals', SIGNALS_SQL, [
        column(({ book }) => book),
        column(({ data }) => data.symbol),
        column(({ data }) => data.interval),
        column(({ data }) => isoOf(data.at)),
        column(({ data }) => data.open),
        column(({ data }) => data.high),
        column(({ data }) => data.low),
        column(({ data }) => data.price),
        column(({ data }) => data.volume),
        column(({ data }) => data.filteredPrice),
        column(({ data }) => data.velocity),
        column(({ data }) => data.uncertainty),
        column(({ data }) => data.butterworthPrice),
        column(({ data }) => data.emaPrice),
        column(({ data }) => data.synthetic),
      ])
    },
    saveRegimes: async (rows) => {
      const column = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick)
      await database.query('save-regimes', REGIMES_SQL, [
        column(({ book }) => book),
        column(({ data }) => data.symbol),
        column(({ data }) => data.interval),
        column(({ data }) => isoOf(data.at)),
        column(({ data }) => data.regime),
        column(({ data }) => data.volatility),
        column(({ data }) => data.momentum),
        column(({ data }) => data.uncertainty),
        column(({ data }) => data.synthetic),
      ])
    },
  }
}
