/** The columns of a job's cells: what was tried, what came of it, and the chosen figures. */
import type { CellsQuery } from '../../../shared/contracts/api/sweeps.ts'
import type { Cell, SweepSummary } from '../../../shared/contracts/research.ts'
import { snakeOf } from '../../../shared/contracts/wire.ts'
import { statisticText } from '../format/number.ts'
import type { Column } from '../parts/data-table.tsx'
import { Mark } from '../parts/mark.tsx'
import { beliefOf, Deflated, Overfit } from '../parts/sharpe.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords } from '../words/events.ts'
import { METRIC_NAMES, type MetricName, metricWords, ratioText } from '../words/metrics.ts'
import { paramsText } from '../words/sweeps.ts'

export type CellSort = CellsQuery['sort']

/** Figures shown of every cell; the one that is sorted by joins them. */
const USUAL: readonly MetricName[] = ['annualReturn', 'maxDrawdown', 'trades', 'hitRate', 'feesUsd', 'costsUsd']

/** A metric by its name on the wire; undefined for what is not one, such as `intents`. */
export const metricOfSort = (sort: string): MetricName | undefined =>
  METRIC_NAMES.find((name) => snakeOf(name) === sort)

const OTHER_SORTS: Readonly<Record<string, string>> = {
  cell: 'Cell number',
  intents: 'Intents',
  accepted: 'Intents accepted',
}

export function sortTitle(sort: CellSort): string {
  const metric = metricOfSort(sort)
  return metric ? metricWords(metric).title : (OTHER_SORTS[sort] ?? sort)
}

export const cellId = ({ cell }: Cell): string => String(cell)

const WHY_UNKNOWN = 'The sample cannot say.'

/** The column that a sort belongs to carries its name, so that its header can ask for it. */
function metricColumn(name: MetricName): Column<Cell> {
  const { title, text, says } = metricWords(name)
  return {
    id: snakeOf(name),
    title,
    align: 'end',
    cell: ({ metrics }) =>
      metrics === null ? (
        <span className="quiet">none</span>
      ) : (
        <span title={says}>
          <Known value={metrics[name]} show={text} why={WHY_UNKNOWN} />
        </span>
      ),
    sort: ({ metrics }) => metrics?.[name] ?? null,
  }
}

function sharpeColumns(summary: SweepSummary | undefined): readonly Column<Cell>[] {
  return [
    {
      ...metricColumn('sharpe'),
      cell: ({ metrics }) =>
        metrics === null ? (
          <span className="quiet">none</span>
        ) : (
          <>
            <Known value={metrics.sharpe} show={ratioText} why={WHY_UNKNOWN} />
            {metrics.sharpeStandardError === null ? null : (
              <span className="quiet"> ± {ratioText(metrics.sharpeStandardError)}</span>
            )}
          </>
        ),
    },
    {
      id: 'dsr',
      title: 'DSR',
      align: 'end',
      cell: (row) => <Deflated belief={beliefOf(summary, row)} />,
    },
    { id: 'pbo', title: 'PBO', align: 'end', cell: (row) => <Overfit belief={beliefOf(summary, row)} /> },
  ]
}

export function cellColumns(jobId: string, summary: SweepSummary | undefined, sort: CellSort): readonly Column<Cell>[] {
  const sorted = metricOfSort(sort)
  const joins = sorted && sorted !== 'sharpe' && !USUAL.includes(sorted) ? [sorted] : []
  return [
    {
      id: 'cell',
      title: 'Cell',
      isName: true,
      cell: ({ cell }) => <Link href={hrefOf.cell(jobId, cell)}>{`cell ${cell}`}</Link>,
      sort: ({ cell }) => cell,
    },
    { id: 'params', title: 'Parameters', cell: ({ params }) => <code className="one-line">{paramsText(params)}</code> },
    {
      id: 'status',
      title: 'Outcome',
      cell: ({ status, reason }) =>
        status === 'ok' ? (
          <Mark tone="good" word="ok" />
        ) : (
          <>
            <Mark tone="bad" word="FAILED" />{' '}
            {reason === null ? (
              <Unknown why="No reason is stored." />
            ) : (
              <span className="clipped" title={reasonWords(reason)}>
                {reasonWords(reason)}
              </span>
            )}
          </>
        ),
    },
    ...sharpeColumns(summary),
    ...[...joins, ...USUAL].map(metricColumn),
    {
      id: 'accepted',
      title: 'Intents accepted',
      align: 'end',
      cell: ({ accepted, intents }) => `${statisticText(accepted)} of ${statisticText(intents)}`,
      sort: ({ accepted }) => accepted,
    },
  ]
}
