/** Equity and drawdown of a run: by year and by fall as tables, then as lines. */
import { type ReactNode, useMemo } from 'react'
import type { CellRun } from '../../../shared/contracts/api/sweeps.ts'
import { statisticText } from '../format/number.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Panel } from '../parts/panel.tsx'
import { shareText, usdText } from '../words/metrics.ts'
import { curveOf, drawdownsOf, type Fall, fallsOf, type YearRow, yearsOf } from './equity-shape.ts'

const YEAR_COLUMNS: readonly Column<YearRow>[] = [
  { id: 'year', title: 'Year', isName: true, cell: ({ year }) => year, sort: ({ year }) => year },
  { id: 'days', title: 'Days', align: 'end', cell: ({ days }) => String(days), sort: ({ days }) => days },
  {
    id: 'gained',
    title: 'Gained',
    align: 'end',
    cell: ({ gained }) => shareText(gained),
    sort: ({ gained }) => gained,
  },
  {
    id: 'drawdown',
    title: 'Deepest below peak',
    align: 'end',
    cell: ({ drawdown }) => shareText(drawdown),
    sort: ({ drawdown }) => drawdown,
  },
  {
    id: 'end',
    title: 'Equity at end, USD',
    align: 'end',
    cell: ({ endEquityUsd }) => usdText(endEquityUsd),
    sort: ({ endEquityUsd }) => endEquityUsd,
  },
]

const FALL_COLUMNS: readonly Column<Fall>[] = [
  { id: 'from', title: 'Fell from', isName: true, cell: ({ from }) => from, sort: ({ from }) => from },
  { id: 'depth', title: 'Depth', align: 'end', cell: ({ depth }) => shareText(depth), sort: ({ depth }) => depth },
  { id: 'deepest', title: 'Deepest', cell: ({ deepest }) => deepest, sort: ({ deepest }) => deepest },
  { id: 'until', title: 'Peak again', cell: ({ until }) => until ?? 'not yet', sort: ({ until }) => until },
  { id: 'days', title: 'Days below', align: 'end', cell: ({ days }) => statisticText(days), sort: ({ days }) => days },
]

/** Falls worth a row. */
const FALLS_TOLD = 8

export function EquityPanel({ run, readAt }: { readonly run: CellRun; readonly readAt: number }) {
  const { equity, startEquityUsd } = run
  const years = useMemo(() => yearsOf(equity, startEquityUsd), [equity, startEquityUsd])
  const falls = useMemo(() => fallsOf(equity, startEquityUsd).slice(0, FALLS_TOLD), [equity, startEquityUsd])
  if (equity.length === 0) {
    return (
      <Panel title="Equity" readAt={readAt}>
        <p className="pad">The run has no day of equity: no bar lay within its days.</p>
      </Panel>
    )
  }
  return (
    <Panel title="Equity and drawdown" readAt={readAt}>
      <div className="side-by-side">
        <DataTable caption="Equity by year" columns={YEAR_COLUMNS} rows={years} rowId={({ year }) => year} />
        {falls.length === 0 ? (
          <p className="pad">Equity never stood below an earlier peak.</p>
        ) : (
          <DataTable
            caption="Deepest falls below a peak"
            columns={FALL_COLUMNS}
            rows={falls}
            rowId={({ from }) => from}
          />
        )}
      </div>
      <Lines run={run} deepest={falls[0]} />
    </Panel>
  )
}

function Lines({
  run: { equity, startEquityUsd },
  deepest,
}: {
  readonly run: CellRun
  readonly deepest: Fall | undefined
}) {
  const line = useMemo(() => {
    const values = equity.map(({ equityUsd }) => equityUsd)
    return curveOf(values, { low: Math.min(startEquityUsd, ...values), high: Math.max(startEquityUsd, ...values) })
  }, [equity, startEquityUsd])
  const low = deepest?.depth ?? 0
  const below = useMemo(
    () => curveOf(drawdownsOf(equity, startEquityUsd), { low, high: 0 }),
    [equity, startEquityUsd, low],
  )
  const first = equity[0]
  const last = equity.at(-1)
  if (!first || !last) return null
  const days = `from ${first.day} to ${last.day}`
  const fell = deepest ? `, deepest ${shareText(deepest.depth)} on ${deepest.deepest}` : ''
  return (
    <figure className="plot">
      <Plot
        label={`Equity ${days}: from ${usdText(startEquityUsd)} to ${usdText(last.equityUsd)} dollars.`}
        high={usdText(line.high)}
        low={usdText(line.low)}
        height={150}
      >
        <polyline className="plot-line" points={line.points} />
      </Plot>
      <Plot label={`Drawdown ${days}${fell}.`} high="0.00 %" low={shareText(below.low)} height={70}>
        <polygon className="plot-fall" points={`0,0 ${below.points} 1000,0`} />
      </Plot>
      <p className="plot-days">
        <span>{first.day}</span>
        <span>{last.day}</span>
      </p>
      <figcaption>Equity in dollars at the end of each day, and below it how far that is under the peak.</figcaption>
    </figure>
  )
}

interface PlotProps {
  readonly label: string
  readonly high: string
  readonly low: string
  readonly height: number
  readonly children: ReactNode
}

function Plot({ label, high, low, height, children }: PlotProps) {
  return (
    <div className="plot-frame">
      <span className="plot-high">{high}</span>
      <span className="plot-low">{low}</span>
      <svg role="img" aria-label={label} height={height} viewBox="0 0 1000 100" preserveAspectRatio="none">
        {children}
      </svg>
    </div>
  )
}
