/** What an operator should look at after a day. */
import { byInstant } from '../../base/by-instant.ts'
import type { Instant } from '../../base/instant.ts'
import type { DailyReport } from '../../contracts/api/reports.ts'
import { HUBS } from '../../contracts/hubs.ts'
import type { OrderStatus } from '../../contracts/orders.ts'
import { POISON_CODES, wordsOf } from '../../contracts/reasons.ts'
import type { Slot } from '../../contracts/schedule.ts'

/** Orders of one symbol that ended alike, or are on their way alike. */
export interface OrderCount {
  readonly symbol: string
  readonly status: OrderStatus
  readonly reason: string | null
  readonly count: number
  /** When the first of them came to this status. */
  readonly at: Instant
  readonly synthetic: boolean
}

/** Dead letters of one hub and code. */
export interface LetterCount {
  readonly hub: string
  readonly code: string
  readonly count: number
  /** When the first of them was buried. */
  readonly at: Instant
  /** What one of them says. */
  readonly detail: string
}

type Incident = DailyReport['incidents'][number]

/** Incidents that are told one by one; beyond them their number is. */
const INCIDENTS_MAX = 200
const BROKEN: readonly Slot['status'][] = ['FAILED', 'MISSED', 'BLOCKED', 'OVERDUE']
const LOST: readonly OrderStatus[] = ['expired', 'rejected']

export function incidentsOf(facts: {
  readonly madeAt: Instant
  readonly slots: readonly Slot[]
  readonly letters: readonly LetterCount[]
  readonly orders: readonly OrderCount[]
}): Incident[] {
  // Where there are too many to tell, the schedule's come first.
  const all = [
    ...ordered(facts.slots.filter(({ status }) => BROKEN.includes(status)).map(ofSlot)),
    ...ordered(facts.letters.map(ofLetters)),
    ...ordered(facts.orders.filter(({ status }) => LOST.includes(status)).map(ofOrders)),
  ]
  if (all.length <= INCIDENTS_MAX) return ordered(all)
  const rest = all.length - INCIDENTS_MAX + 1
  const detail = 'The lists of slots, orders and dead letters have them all.'
  return [...ordered(all.slice(0, INCIDENTS_MAX - 1)), { at: facts.madeAt, what: `${rest} more incidents`, detail }]
}

const ordered = (incidents: readonly Incident[]): Incident[] =>
  byInstant(incidents, ({ at, what, detail }) => [at, what, detail])

const ofSlot = ({ dueAt, slot, status, reason, detail }: Slot): Incident => ({
  at: dueAt,
  what: `${slot} ${status}`,
  detail: sentences(reason === null ? null : wordsOf(reason), detail),
})

function ofLetters({ hub, code, count, at, detail }: LetterCount): Incident {
  const name = new Map(Object.entries(HUBS)).get(hub)?.name ?? hub
  const words = new Map<string, string>(Object.entries(POISON_CODES)).get(code) ?? code
  return { at, what: `${counted(count, 'dead letter')} on ${name}`, detail: sentences(words, `Such as: ${detail}`) }
}

const ofOrders = ({ symbol, status, reason, count, at }: OrderCount): Incident => ({
  at,
  what: `${counted(count, 'order')} in ${symbol} ${status}`,
  detail: sentences(reason === null ? null : wordsOf(reason)),
})

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** What is known, one after the other; UNKNOWN when nothing is. */
const sentences = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(' ') || 'The cause is UNKNOWN.'
