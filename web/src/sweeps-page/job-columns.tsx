/** The columns of sweep jobs. */
import type { SweepJob } from '../../../shared/contracts/api/sweeps.ts'
import { statisticText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { Mark } from '../parts/mark.tsx'
import { SweepProgress } from '../parts/progress.tsx'
import { Sharpe } from '../parts/sharpe.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords, strategyWords } from '../words/events.ts'
import { stateWords, symbolsText } from '../words/sweeps.ts'

export const jobId = ({ jobId: id }: SweepJob): string => id

function JobState({ job }: { readonly job: SweepJob }) {
  const { tone, words } = stateWords(job)
  const { reason, detail } = job
  return (
    <>
      <Mark tone={tone} word={job.status.toUpperCase()} title={words} />
      {reason === null ? null : ` ${reasonWords(reason)}`}
      {detail === null ? null : <span className="quiet"> {detail}</span>}
    </>
  )
}

/** The best cell of a job with what luck explains of it, as the list remembers it. */
function Headline({ job: { headline, status } }: { readonly job: SweepJob }) {
  if (headline === null) return <span className="quiet">{status === 'completed' ? 'not kept' : 'no summary'}</span>
  const why = headline.sharpe === null ? 'No cell has a Sharpe ratio.' : 'The sample cannot say.'
  return <Sharpe value={headline.sharpe} belief={{ ...headline, why }} />
}

export const JOB_COLUMNS: readonly Column<SweepJob>[] = [
  {
    id: 'job',
    title: 'Job',
    isName: true,
    cell: (job) => (
      <Link className="job-id" href={hrefOf.sweep(job.jobId)}>
        {job.jobId}
      </Link>
    ),
    sort: jobId,
  },
  {
    id: 'state',
    title: 'State',
    isWords: true,
    cell: (job) => <JobState job={job} />,
    sort: ({ status }) => status,
  },
  {
    id: 'progress',
    title: 'Progress',
    cell: (job) => <SweepProgress job={job} />,
    sort: (job) => job.done / job.cells,
  },
  {
    id: 'sharpe',
    title: 'Best Sharpe, DSR, PBO',
    cell: (job) => <Headline job={job} />,
    sort: ({ headline }) => headline?.sharpe ?? null,
  },
  {
    id: 'trials',
    title: 'Trials',
    align: 'end',
    cell: ({ headline }) => (
      <Known value={headline?.trials ?? null} show={statisticText} why="They are counted when the job completes." />
    ),
    sort: ({ headline }) => headline?.trials ?? null,
  },
  {
    id: 'strategy',
    title: 'Strategy, symbols',
    cell: ({ strategy, symbols }) => (
      <>
        {strategyWords(strategy)}
        <span className="below" title={symbols.join(' ')}>
          {symbolsText(symbols)}
        </span>
      </>
    ),
    sort: ({ strategy, symbols }) => `${strategy} ${symbols.join(' ')}`,
  },
  { id: 'asked', title: 'Asked for', cell: (job) => <Age at={job.requestedAt} />, sort: (job) => job.requestedAt },
  {
    id: 'failed',
    title: 'Failed cells',
    align: 'end',
    cell: ({ failed }) => (failed === 0 ? 'none' : <Mark tone="bad" word={statisticText(failed)} />),
    sort: ({ failed }) => failed,
  },
]
