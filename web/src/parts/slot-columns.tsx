/** The slots of a trading day as a table: the same columns on Today and in a day's report. */
import type { Slot } from '../../../shared/contracts/schedule.ts'
import { clockText, durationText, titleText } from '../format/age.ts'
import { JOB_WORDS, leftText, SLOT_TONES, slotReason, TRIGGER_WORDS } from '../words/schedule.ts'
import { Age } from './age.tsx'
import type { Column } from './data-table.tsx'
import { Mark } from './mark.tsx'
import { Known, Unknown } from './unknown.tsx'

export const slotId = ({ book, day, slot }: Slot): string => `${book} ${day} ${slot}`

const isSettled = ({ status }: Slot): boolean => status !== 'UPCOMING' && status !== 'OVERDUE' && status !== 'RUNNING'

function Late({ slot: { status, lateByMs, startedAt } }: { readonly slot: Slot }) {
  if (status === 'SKIPPED') return 'skipped'
  if (status === 'UPCOMING') return 'not due'
  if (lateByMs === null) return startedAt === null ? 'never began' : <Unknown />
  return lateByMs < 1_000 ? 'on time' : durationText(lateByMs)
}

function Took({ slot: { startedAt, endedAt, status } }: { readonly slot: Slot }) {
  if (startedAt === null) return null
  if (endedAt === null) return status === 'RUNNING' ? ', at work' : null
  return `, took ${durationText(endedAt - startedAt)}`
}

export const SLOT_COLUMNS: readonly Column<Slot>[] = [
  {
    id: 'due',
    title: 'New York',
    cell: ({ dueAt }) => <span title={titleText(dueAt)}>{clockText(dueAt)}</span>,
    sort: ({ dueAt }) => dueAt,
  },
  {
    id: 'job',
    title: 'Job',
    isName: true,
    cell: ({ job, slot, trigger }) => (
      <span title={slot}>
        {JOB_WORDS[job].name}
        {trigger === 'operator' ? <span className="quiet"> by hand</span> : null}
      </span>
    ),
    sort: ({ job }) => job,
  },
  {
    id: 'outcome',
    title: 'Outcome',
    isWords: true,
    cell: (slot) => (
      <>
        <Mark tone={SLOT_TONES[slot.status]} word={slot.status} />{' '}
        <span title={slot.reason ?? undefined}>
          <Known value={slotReason(slot)} show={(words) => words} why="No reason is stored." />
        </span>
      </>
    ),
    sort: ({ status }) => status,
  },
  {
    id: 'late',
    title: 'Late by',
    align: 'end',
    cell: (slot) => <Late slot={slot} />,
    sort: ({ lateByMs }) => lateByMs,
  },
  {
    id: 'left',
    title: 'Left',
    cell: (slot) => leftText(slot.left) || (isSettled(slot) ? 'nothing' : 'nothing yet'),
  },
  {
    id: 'began',
    title: 'Began',
    cell: (slot) =>
      slot.startedAt === null ? (
        'not begun'
      ) : (
        <>
          <Age at={slot.startedAt} /> by {slot.trigger ? TRIGGER_WORDS[slot.trigger] : 'UNKNOWN'}
          <Took slot={slot} />
        </>
      ),
    sort: ({ startedAt }) => startedAt,
  },
]
