/** Words for sweep jobs: their states and steps, how far they are, and what changing one does. */
import type { Instant } from '../../../shared/base/instant.ts'
import type { SweepJob, SweepJobDetail } from '../../../shared/contracts/api/sweeps.ts'
import type { Cell } from '../../../shared/contracts/research.ts'
import { isFinal } from '../../../shared/contracts/sweep-states.ts'
import type { SweepStatus } from '../../../shared/contracts/sweeps.ts'
import { ageText, durationText } from '../format/age.ts'
import { statisticText } from '../format/number.ts'
import type { Tone } from './events.ts'

interface StateWords {
  readonly words: string
  readonly tone: Tone
}

const SWEEP_WORDS: Readonly<Record<SweepStatus, StateWords>> = {
  queued: { words: 'Stored; its workers are not started yet.', tone: 'warn' },
  dispatched: { words: 'Its workers are started; none has begun.', tone: 'warn' },
  running: { words: 'Workers are at its cells.', tone: 'warn' },
  completed: { words: 'Every cell has its row, and the summary is made.', tone: 'good' },
  failed: { words: 'It ended without a summary.', tone: 'bad' },
  cancelled: { words: 'Ended by hand, without a summary.', tone: 'quiet' },
}

/** Words for the state of a job; one whose cells all failed has completed, and is not well for it. */
export function stateWords({ status, cells, failed }: Pick<SweepJob, 'status' | 'cells' | 'failed'>): StateWords {
  if (status !== 'completed' || failed < cells) return SWEEP_WORDS[status]
  return { words: 'Every cell has its row, and every one of them failed.', tone: 'bad' }
}

export const SHARD_TONES: Readonly<Record<SweepJobDetail['executions'][number]['status'], Tone>> = {
  waiting: 'quiet',
  running: 'warn',
  done: 'good',
}

const STEP_WORDS: Readonly<Record<string, string>> = {
  'start-failed': 'A worker could not be started.',
  'shard-running': 'A worker took a shard.',
  'shard-done': 'A shard has all its cells.',
  restarted: 'A silent worker was given up and another started.',
}

/** One sentence about a step of a job. Steps of a newer version are shown as they are. */
export function stepWords(event: string): string {
  if (Object.hasOwn(SWEEP_WORDS, event)) return SWEEP_WORDS[event as SweepStatus].words
  return Object.hasOwn(STEP_WORDS, event) ? (STEP_WORDS[event] ?? event) : event
}

export function stepTone(event: string): Tone {
  if (event === 'start-failed' || event === 'restarted') return 'warn'
  return event === 'completed' || event === 'failed' ? SWEEP_WORDS[event].tone : 'quiet'
}

/** `340 of 1 000 cells, 2 failed`. */
export function progressText({ cells, done, failed }: Pick<SweepJob, 'cells' | 'done' | 'failed'>): string {
  const told = `${statisticText(done)} of ${statisticText(cells)} ${cells === 1 ? 'cell' : 'cells'}`
  return failed === 0 ? told : `${told}, ${statisticText(failed)} failed`
}

type Timed = Pick<SweepJob, 'status' | 'startedAt' | 'finishedAt' | 'etaAt'>

/** When it ends, or how long it took; null is UNKNOWN. */
export function endText({ status, startedAt, finishedAt, etaAt }: Timed, now: Instant): string | null {
  if (isFinal(status)) {
    if (startedAt === null) return 'never began'
    return finishedAt === null ? null : `took ${durationText(finishedAt - startedAt)}`
  }
  if (etaAt === null) return status === 'running' ? null : 'not begun'
  return etaAt <= now ? 'due by now' : `ends ${ageText(etaAt, now).replace('now', 'in 0 s')}`
}

const SYMBOLS_TOLD = 3

/** `SPY, QQQ, IWM and 47 more`. */
export function symbolsText(symbols: readonly string[]): string {
  const told = symbols.slice(0, SYMBOLS_TOLD).join(', ')
  return symbols.length > SYMBOLS_TOLD ? `${told} and ${symbols.length - SYMBOLS_TOLD} more` : told
}

/** `2014-01-02 to 2024-12-31`; a day or an instant as asked for. */
export const windowText = ({ from, to }: Pick<SweepJob, 'from' | 'to'>): string =>
  `${from} to ${to ?? 'the newest bar'}`

/** The value of a parameter as the configuration writes it. */
export const valueText = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join(' ') : String(value)

/** `fast=10 · slow=30`. */
export const paramsText = (params: Cell['params']): string =>
  params.length === 0 ? 'defaults' : params.map(({ name, value }) => `${name}=${valueText(value)}`).join(' · ')

export const SUBMIT_CONSEQUENCES: readonly string[] = [
  'The configuration is checked first: when something is at fault it is told, and nothing is stored.',
  'Every cell counts as a trial of its hypothesis, for good: the more were tried, the less the best one proves.',
  'Workers are started, which costs computing time. A job can be cancelled, its trials cannot be taken back.',
  'Nothing is traded.',
]

export function cancelConsequences(job: SweepJob): readonly string[] {
  const kept =
    job.done === 0
      ? 'No cell has a row yet.'
      : `${progressText({ ...job, failed: 0 })} have a row: those are kept, and count as trials of “${job.hypothesis}”.`
  return [
    kept,
    'Workers stop at their next sign of life; what they are at until then is thrown away.',
    'There will be no summary, and nothing of it can be promoted.',
    'A cancelled job does not go on. The same configuration starts anew under another id.',
  ]
}

export function promoteConsequences(cell: number, trials: number): readonly string[] {
  return [
    `Every gate is asked about cell ${cell}, with all ${statisticText(trials)} trials of the hypothesis counted.`,
    'One gate that is BLOCKED or UNKNOWN refuses the promotion.',
    'The decision is recorded with its gates and who asked, whichever way it falls. It cannot be taken back.',
    'No order is sent, and no setting of the router changes.',
  ]
}
