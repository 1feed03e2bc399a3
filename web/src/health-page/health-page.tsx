/** Whether the desk can work: every neighbour with its state, how fast it answered, and what is wrong. */
import type { Check, Ready } from '../../../shared/contracts/api/health.ts'
import { useLive, useReady } from '../api/health-queries.ts'
import { millisecondsText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Facts } from '../parts/facts.tsx'
import { Mark } from '../parts/mark.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { ReadPermission } from '../parts/permission.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { PageHead } from '../shell/page-head.tsx'
import type { Tone } from '../words/events.ts'

const TONES: Readonly<Record<Check['status'], Tone>> = { OK: 'good', DEGRADED: 'warn', DOWN: 'bad', UNKNOWN: 'warn' }

type CheckRow = Check & { readonly checkedAt: number }
const checkId = ({ name }: CheckRow): string => name

const COLUMNS: readonly Column<CheckRow>[] = [
  {
    id: 'name',
    title: 'Neighbour',
    isName: true,
    cell: ({ name }) => name.replaceAll('_', ' '),
    sort: ({ name }) => name,
  },
  {
    id: 'status',
    title: 'Status',
    cell: ({ status }) => (status === 'UNKNOWN' ? <Unknown /> : <Mark tone={TONES[status]} word={status} />),
    sort: ({ status }) => status,
  },
  {
    id: 'latency',
    title: 'Latency',
    align: 'end',
    cell: ({ latencyMs }) => <Known value={latencyMs} show={millisecondsText} why="It did not answer." />,
    sort: ({ latencyMs }) => latencyMs,
  },
  {
    id: 'reason',
    title: 'Reason',
    isWords: true,
    cell: ({ reason, status }) => reason ?? (status === 'OK' ? 'nothing is wrong' : <Unknown />),
  },
  { id: 'age', title: 'Checked', cell: ({ checkedAt }) => <Age at={checkedAt} />, sort: ({ checkedAt }) => checkedAt },
]

const POLL_MS = 5_000

export default function HealthPage() {
  const ready = useReady(POLL_MS)
  const live = useLive()
  return (
    <>
      <PageHead title="Health" about="Whether the desk can take and keep orders right now." />
      <div className="stack">
        <Panel title="Neighbours" readAt={ready.dataUpdatedAt}>
          <Loaded reading={ready}>{(report) => <Checks report={report} />}</Loaded>
        </Panel>
        <Panel title="Service" readAt={live.dataUpdatedAt}>
          <Loaded reading={live}>
            {({ service, version }) => (
              <Facts
                facts={[
                  ['Service', service],
                  ['Version', version],
                  ['Live', <Mark key="live" tone="good" word="OK" />],
                  [
                    'API reference',
                    <a key="docs" href="/docs">
                      /docs
                    </a>,
                  ],
                ]}
              />
            )}
          </Loaded>
        </Panel>
      </div>
    </>
  )
}

function Checks({ report }: { readonly report: Ready }) {
  const { ready, checkedAt, checks } = report
  const rows = checks?.map((check) => ({ ...check, checkedAt }))
  return (
    <>
      <div className={`outcome outcome-${ready ? 'good' : 'bad'}`}>
        <p>
          <Mark tone={ready ? 'good' : 'bad'} word={ready ? 'READY' : 'NOT READY'} />{' '}
          {ready
            ? 'Runs are taken and orders are kept.'
            : 'See the neighbour that is not OK; the desk recovers by itself when it does.'}{' '}
          <span className="quiet">
            checked <Age at={checkedAt} />
          </span>
        </p>
      </div>
      {rows ? (
        <DataTable caption="Neighbours of the desk" columns={COLUMNS} rows={rows} rowId={checkId} />
      ) : (
        <Empty title="Only the verdict is public.">
          <p>The checks are for callers who may read detail.</p>
          <ReadPermission />
        </Empty>
      )}
    </>
  )
}
