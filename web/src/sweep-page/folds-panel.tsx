/** Walk-forward: what each fold chose in training and what that came to in its test, as a table and as bars. */
import type { Fold, SweepSummary } from '../../../shared/contracts/research.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Panel } from '../parts/panel.tsx'
import { BeliefNote } from '../parts/sharpe.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { ratioText, shareText } from '../words/metrics.ts'
import { foldShape, foldSummary } from './fold-shape.ts'

const foldId = ({ fold }: Fold): string => String(fold)

function columnsOf(jobId: string): readonly Column<Fold>[] {
  return [
    { id: 'fold', title: 'Fold', isName: true, cell: ({ fold }) => String(fold), sort: ({ fold }) => fold },
    { id: 'train', title: 'Training', cell: ({ trainFrom, trainTo }) => `${trainFrom} to ${trainTo}` },
    { id: 'test', title: 'Test', cell: ({ testFrom, testTo }) => `${testFrom} to ${testTo}` },
    {
      id: 'cell',
      title: 'Chosen',
      cell: ({ cell }) =>
        cell === null ? (
          <Unknown why="No cell had a Sharpe ratio in training." />
        ) : (
          <Link href={hrefOf.cell(jobId, cell)}>cell {cell}</Link>
        ),
      sort: ({ cell }) => cell,
    },
    {
      id: 'train-sharpe',
      title: 'Training Sharpe',
      align: 'end',
      cell: ({ trainSharpe }) => <Known value={trainSharpe} show={ratioText} />,
      sort: ({ trainSharpe }) => trainSharpe,
    },
    {
      id: 'test-sharpe',
      title: 'Test Sharpe',
      align: 'end',
      cell: ({ testSharpe }) => <Known value={testSharpe} show={ratioText} />,
      sort: ({ testSharpe }) => testSharpe,
    },
    {
      id: 'test-return',
      title: 'Test return',
      align: 'end',
      cell: ({ testReturn }) => <Known value={testReturn} show={shareText} />,
      sort: ({ testReturn }) => testReturn,
    },
  ]
}

export function FoldsPanel({ summary, readAt }: { readonly summary: SweepSummary; readonly readAt: number }) {
  const { folds, jobId } = summary
  return (
    <Panel title="Walk-forward" readAt={readAt} aside={<BeliefNote summary={summary} />}>
      {folds.length === 0 ? (
        <p className="pad">Walk-forward was off: every figure of this job is in sample.</p>
      ) : (
        <>
          <DataTable
            caption={`Walk-forward folds of ${jobId}`}
            columns={columnsOf(jobId)}
            rows={folds}
            rowId={foldId}
          />
          <FoldChart folds={folds} />
        </>
      )}
    </Panel>
  )
}

const HEIGHT_PX = 140
/** A word stands above zero where there is more room above it, else below. */
const MIDDLE = 50
const percent = (place: number): string => `${place}%`

function FoldChart({ folds }: { readonly folds: readonly Fold[] }) {
  const { bars, zero, low, high } = foldShape(folds)
  return (
    <figure className="plot">
      <div className="plot-frame">
        <span className="plot-high">{ratioText(high)}</span>
        <span className="plot-low">{ratioText(low)}</span>
        <svg role="img" aria-label={foldSummary(folds)} height={HEIGHT_PX}>
          {bars.map(({ fold, kind, x, width, y, height }) =>
            y === null ? (
              <text
                key={`${fold} ${kind}`}
                className="bar-unknown"
                x={percent(x + width / 2)}
                y={percent(zero)}
                textAnchor={zero > MIDDLE ? 'end' : 'start'}
              >
                UNKNOWN
              </text>
            ) : (
              <rect
                key={`${fold} ${kind}`}
                className={`bar-${kind}`}
                x={percent(x)}
                width={percent(width)}
                y={percent(y)}
                height={percent(height)}
              />
            ),
          )}
          <line className="plot-zero" x1="0" x2="100%" y1={percent(zero)} y2={percent(zero)} />
        </svg>
      </div>
      <figcaption>
        <span className="key key-train">training</span>
        <span className="key key-test">test</span>
        Annual Sharpe ratio of each fold, from the first at the left to the last.
      </figcaption>
    </figure>
  )
}
