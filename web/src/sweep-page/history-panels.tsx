/** What happened to a job step by step, and the shards that its cells were dealt to. */
import type { SweepJobDetail } from '../../../shared/contracts/api/sweeps.ts'
import { statisticText } from '../format/number.ts'
import { Age, Moment } from '../parts/age.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Mark } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { SHARD_TONES, stepTone, stepWords } from '../words/sweeps.ts'

export function HistoryPanel({
  events,
  readAt,
}: {
  readonly events: SweepJobDetail['events']
  readonly readAt: number
}) {
  return (
    <Panel title="History" readAt={readAt}>
      {events.length === 0 ? (
        <p className="pad">Nothing is written of this job yet.</p>
      ) : (
        <ol className="timeline">
          {events.map(({ sequence, at, event, detail }) => (
            <li key={sequence} className={`step step-${stepTone(event)}`}>
              <span className="step-name">{event.replaceAll('-', ' ')}</span>
              <span>
                {stepWords(event)}
                {detail === null ? null : <span className="step-detail">{detail}</span>}
              </span>
              <span className="step-code">
                <Moment at={at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

type Shard = SweepJobDetail['executions'][number]
const shardId = ({ shard }: Shard): string => String(shard)

function columnsOf(gathering: number): readonly Column<Shard>[] {
  return [
    {
      id: 'shard',
      title: 'Shard',
      isName: true,
      cell: ({ shard }) => (shard === gathering ? `${shard}: gathers the others` : String(shard)),
      sort: ({ shard }) => shard,
    },
    {
      id: 'status',
      title: 'State',
      cell: ({ status }) => <Mark tone={SHARD_TONES[status]} word={status} />,
      sort: ({ status }) => status,
    },
    {
      id: 'done',
      title: 'Cells done',
      align: 'end',
      cell: ({ done }) => statisticText(done),
      sort: ({ done }) => done,
    },
    {
      id: 'failed',
      title: 'Failed',
      align: 'end',
      cell: ({ failed }) => statisticText(failed),
      sort: ({ failed }) => failed,
    },
    {
      id: 'starts',
      title: 'Starts',
      align: 'end',
      cell: ({ starts }) => (starts > 1 ? <Mark tone="warn" word={String(starts)} /> : starts),
      sort: ({ starts }) => starts,
    },
    {
      id: 'heartbeat',
      title: 'Last sign of life',
      cell: ({ heartbeatAt }) =>
        heartbeatAt === null ? <span className="quiet">none yet</span> : <Age at={heartbeatAt} />,
      sort: ({ heartbeatAt }) => heartbeatAt,
    },
    {
      id: 'execution',
      title: 'Execution',
      cell: ({ execution }) =>
        execution === null ? <span className="quiet">not started</span> : <code>{execution}</code>,
    },
  ]
}

export function ShardsPanel({ job, readAt }: { readonly job: SweepJobDetail; readonly readAt: number }) {
  return (
    <Panel title="Shards" readAt={readAt}>
      {job.executions.length === 0 ? (
        <p className="pad">The cells are not dealt to shards yet.</p>
      ) : (
        <DataTable
          caption={`Shards of ${job.jobId}`}
          columns={columnsOf(job.shards)}
          rows={job.executions}
          rowId={shardId}
        />
      )}
    </Panel>
  )
}
