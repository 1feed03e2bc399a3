/** The ledger of the day: every slot that should happen, what became of it and why, and running one by hand. */
import { lazy, Suspense, useMemo, useState } from 'react'
import type { Schedule } from '../../../shared/contracts/api/schedule.ts'
import type { Book } from '../../../shared/contracts/books.ts'
import type { Slot } from '../../../shared/contracts/schedule.ts'
import { useSchedule } from '../api/day-queries.ts'
import { clockText } from '../format/age.ts'
import { Age } from '../parts/age.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { DayField } from '../parts/day-field.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { Permission, useMay } from '../parts/permission.tsx'
import { SLOT_COLUMNS, slotId } from '../parts/slot-columns.tsx'
import { countsText, JOB_WORDS } from '../words/schedule.ts'
import { RunNowNote } from './run-now-note.tsx'
import { useTask } from './use-task.ts'

// Nobody reads these before the table.
const RunNow = lazy(() => import('./run-now.tsx'))
const Timeline = lazy(() => import('./timeline.tsx'))

/** The button stands behind the outcome: at the end of the row it would lie out of sight. */
const OUTCOME = SLOT_COLUMNS.findIndex(({ id }) => id === 'outcome')
const withRun = (run: Column<Slot>): readonly Column<Slot>[] => SLOT_COLUMNS.toSpliced(OUTCOME + 1, 0, run)

interface SchedulePanelProps {
  readonly book: Book
  /** Null is today in New York. */
  readonly day: string | null
  readonly onDay: (day: string | null) => void
}

export function SchedulePanel({ book, day, onDay }: SchedulePanelProps) {
  const query = useSchedule(book, day)
  const task = useTask()
  const [asked, setAsked] = useState<Slot | null>(null)
  const isBusy = task.state.kind === 'sending' || task.state.kind === 'uncertain'
  const isRefused = !useMay('Operator')
  const isOff = isBusy || isRefused
  const columns = useMemo(() => withRun(runColumn(setAsked, isOff)), [isOff])
  return (
    <Panel title="Schedule" readAt={query.dataUpdatedAt} aside={<DayField label="Day" day={day} onDay={onDay} />}>
      {isRefused ? <Permission needs="Operator" what="Running a job by hand" error={null} /> : null}
      <RunNowNote task={task} />
      <Loaded reading={query}>{(schedule) => <Ledger schedule={schedule} columns={columns} />}</Loaded>
      <Suspense>{asked ? <RunNow slot={asked} task={task} onClose={() => setAsked(null)} /> : null}</Suspense>
    </Panel>
  )
}

/** The last column: a button for each slot. */
function runColumn(ask: (slot: Slot) => void, isOff: boolean): Column<Slot> {
  return {
    id: 'run',
    title: 'By hand',
    cell: (slot) => (
      <button
        type="button"
        className="small"
        disabled={isOff}
        aria-label={`Run now: ${JOB_WORDS[slot.job].name} of ${clockText(slot.dueAt)}`}
        onClick={() => ask(slot)}
      >
        Run now
      </button>
    ),
  }
}

function Ledger({ schedule, columns }: { readonly schedule: Schedule; readonly columns: readonly Column<Slot>[] }) {
  if (schedule.slots.length === 0) return <NoSlots schedule={schedule} />
  return (
    <div className="ledger">
      <p className="pad">
        <DayWords schedule={schedule} /> {countsText(schedule.slots)}.
      </p>
      {/* The table is read first; the style sheet shows the line above it. */}
      <DataTable
        caption={`Slots of ${schedule.day} in book ${schedule.book}`}
        columns={columns}
        rows={schedule.slots}
        rowId={slotId}
      />
      <figure className="timeline-figure">
        <Suspense fallback={<p className="quiet">Drawing…</p>}>
          <Timeline schedule={schedule} />
        </Suspense>
      </figure>
    </div>
  )
}

function DayWords({ schedule: { day, dayKind, closedFor, opensAt, closesAt } }: { readonly schedule: Schedule }) {
  const named = closedFor ? ` (${closedFor})` : ''
  if (dayKind === 'UNKNOWN') return <>{day}: whether the exchange opens is UNKNOWN.</>
  if (dayKind === 'closed' || opensAt === null || closesAt === null) return <>{`${day}: no session${named}.`}</>
  const early = dayKind === 'early' ? `, an early close${named}` : ''
  return <>{`${day}: session ${clockText(opensAt)} to ${clockText(closesAt)} ET${early}.`}</>
}

function NoSlots({ schedule }: { readonly schedule: Schedule }) {
  const { book, day, dayKind, since } = schedule
  return (
    <Empty title={`No slots in book ${book} on ${day}.`}>
      <p>
        <DayWords schedule={schedule} /> {dayKind === 'closed' ? 'On such a day nothing is due.' : null}
      </p>
      {since === null ? (
        <p>
          The schedule has never run in this book. It starts with the desk, <code>npm start</code>; books of past days
          get their slots from <code>npm run day</code>. Or pick another book.
        </p>
      ) : (
        <p>
          The schedule of this book began <Age at={since} />; slots before that are not expected. Pick another day.
        </p>
      )}
    </Empty>
  )
}
