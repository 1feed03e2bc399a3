/** Words for the events of a run and of an order, and for the steps that carry no reason code. */
import type { OrderStatus } from '../../../shared/contracts/orders.ts'
import { wordsOf } from '../../../shared/contracts/reasons.ts'
import type { RegimeLabel } from '../../../shared/contracts/signals.ts'

/** How something ended, for glyph and colour; the word always stands beside it. */
export type Tone = 'good' | 'bad' | 'warn' | 'quiet'

const RUN_EVENTS: Readonly<Record<string, string>> = {
  'ingest:synthetic': 'Made a synthetic frame: no live price was read.',
  'ingest:manifest-hit': 'Used the stored frame.',
  'ingest:dal': 'Read live bars and stored the frame.',
  'signal:entry': 'The strategy gave an entry.',
  'signal:exit': 'The strategy gave an exit.',
  'signal:hold': 'The strategy keeps what is held.',
  'signal:forced': 'Offline runs go on without an entry signal.',
  'signal:none': 'The strategy gave no entry.',
  'priors:computed': 'Computed the odds from the history.',
  'risk:fractional_kelly': 'Sized the order by fractional Kelly.',
  'risk:close_position': 'Sized the order to close what is held.',
  'risk:kill_switch': 'Stopped by the kill switch.',
  'order:published': 'Published the intent to exec.orders; the hub confirmed it.',
  'order:simulated': 'Kept the intent here: publishing was not asked for.',
  'order:executed': 'Handed the order to the broker.',
}

const STEPS: Readonly<Record<string, string>> = {
  ingest: 'Bars',
  priors: 'Odds',
  strategy: 'Strategy',
  signal: 'Signal',
  risk: 'Risk',
  order: 'Order',
  enqueue: 'Hub',
  execution: 'Broker',
}

/** Own entries only: an event named like a built-in property must not find it. */
const entryOf = (table: Readonly<Record<string, string>>, name: string): string | null =>
  Object.hasOwn(table, name) ? (table[name] ?? null) : null

const headOf = (event: string): string => event.split(':', 1)[0] ?? event
const tailOf = (event: string): string => event.slice(headOf(event).length + 1)

/** The step of a run that an event belongs to, such as `Risk`; the event's own word when the step is new. */
export const stepOf = (event: string): string => entryOf(STEPS, headOf(event)) ?? headOf(event)

export const strategyWords = (strategy: string): string => strategy.replaceAll('_', ' ')

/** One sentence about an event. Events of a newer version are shown as they are. */
export function eventWords(event: string): string {
  if (headOf(event) === 'strategy') return `Chose ${strategyWords(tailOf(event))}.`
  return entryOf(RUN_EVENTS, event) ?? event
}

/** One sentence about an error of a run, such as `enqueue:ServerBusy`. */
export function errorWords(error: string): string {
  if (error === 'ingest:synthetic-empty') return wordsOf('synthetic_failed')
  if (error === 'priors:no-frame') return wordsOf('no_frame')
  if (headOf(error) === 'enqueue') return `The hub did not confirm the intent: ${tailOf(error)}.`
  if (headOf(error) === 'execution') return `The broker refused: ${tailOf(error)}.`
  return error
}

export function eventTone(event: string): Tone {
  if (event === 'risk:kill_switch') return 'bad'
  if (event === 'signal:none') return 'warn'
  if (event === 'order:published' || event === 'order:executed') return 'good'
  return 'quiet'
}

/** A reason as shown: its words, and the code for those who know the runbook. */
export function reasonWords(reason: string): string {
  const slug = reason.startsWith('kill_switch_manual:') ? ` (${reason.slice('kill_switch_manual:'.length)})` : ''
  return `${wordsOf(reason)}${slug}`
}

export const STATUS_WORDS: Readonly<Record<OrderStatus, { readonly words: string; readonly tone: Tone }>> = {
  intent: { words: 'Stored as an intent; no broker has it.', tone: 'quiet' },
  pending: { words: 'On its way to the broker.', tone: 'warn' },
  accepted: { words: 'The broker has it and it is working.', tone: 'warn' },
  partially_filled: { words: 'Partly filled; the rest is working.', tone: 'warn' },
  filled: { words: 'Filled completely.', tone: 'good' },
  canceled: { words: 'Canceled before it was filled.', tone: 'quiet' },
  rejected: { words: 'Rejected.', tone: 'bad' },
  expired: { words: 'Expired before it was filled.', tone: 'bad' },
}

export const regimeWords = (regime: RegimeLabel): string => regime.replaceAll('_', ' ')

export const statusWord = (status: string): string => status.replaceAll('_', ' ')
