/** The bars of one symbol around a run's trades: a table and, beside it, candles with what was bought and sold. */
import { lazy, Suspense, useMemo } from 'react'
import type { CellRun, RunBar } from '../../../shared/contracts/api/sweeps.ts'
import type { Interval } from '../../../shared/contracts/scalars.ts'
import { chartSummary } from '../chart/shape.ts'
import { exactText } from '../format/age.ts'
import { barPriceText, statisticText } from '../format/number.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { DayField } from '../parts/day-field.tsx'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { Loaded, Panel, type Reading } from '../parts/panel.tsx'
import { runShape } from './run-shape.ts'

const CandleChart = lazy(() => import('../chart/candle-chart.tsx'))

const COLUMNS: readonly Column<RunBar>[] = [
  {
    id: 'at',
    title: 'Bar closed',
    isName: true,
    cell: ({ closesAt }) => exactText(closesAt).slice(0, 16),
    sort: ({ closesAt }) => closesAt,
  },
  { id: 'open', title: 'Open', align: 'end', cell: ({ open }) => barPriceText(open), sort: ({ open }) => open },
  { id: 'high', title: 'High', align: 'end', cell: ({ high }) => barPriceText(high), sort: ({ high }) => high },
  { id: 'low', title: 'Low', align: 'end', cell: ({ low }) => barPriceText(low), sort: ({ low }) => low },
  { id: 'close', title: 'Close', align: 'end', cell: ({ close }) => barPriceText(close), sort: ({ close }) => close },
  {
    id: 'volume',
    title: 'Volume',
    align: 'end',
    cell: ({ volume }) => statisticText(volume),
    sort: ({ volume }) => volume,
  },
]

export interface Look {
  readonly symbols: readonly string[]
  /** Day of the newest bar shown; null is the last one. */
  readonly until: string | null
  readonly interval: Interval
  readonly say: (words: Readonly<Record<string, string>>) => void
}

interface RunCandlesProps {
  readonly reading: Reading<CellRun>
  readonly readAt: number
  readonly look: Look
}

export function RunCandles({ reading, readAt, look: { symbols, until, say, interval } }: RunCandlesProps) {
  const symbol = reading.data?.symbol ?? ''
  return (
    <Panel
      title={`${symbol}: ${interval} bars and trades`}
      readAt={readAt}
      aside={
        <>
          {symbols.length > 1 ? (
            <ChoiceField
              label="Symbol"
              value={symbol}
              options={symbols.map((each) => [each, each] as const)}
              onText={(next) => say({ symbol: next })}
            />
          ) : null}
          <DayField label="Until" day={until} onDay={(day) => say({ until: day ?? '' })} />
        </>
      }
    >
      <Loaded reading={reading}>{(run) => <BarsAndTrades run={run} />}</Loaded>
    </Panel>
  )
}

const barId = ({ closesAt }: RunBar): string => String(closesAt)

function BarsAndTrades({ run }: { readonly run: CellRun }) {
  const shape = useMemo(() => runShape(run), [run])
  const newestFirst = useMemo(() => run.bars.toReversed(), [run])
  if (run.bars.length === 0) return <p className="pad">There are no bars of {run.symbol} until that day.</p>
  return (
    <>
      <div className="bars-and-chart">
        <DataTable caption={`Bars of ${run.symbol}`} columns={COLUMNS} rows={newestFirst} rowId={barId} />
        <figure>
          <FaultBoundary what="The chart">
            <Suspense fallback={<p className="quiet pad">Drawing…</p>}>
              <CandleChart shape={shape} label={chartSummary(run.symbol, shape)} />
            </Suspense>
          </FaultBoundary>
          <figcaption>
            ▲ bought, ▼ sold. Times are New York’s. Drawn with{' '}
            <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
              TradingView Lightweight Charts
            </a>
            .
          </figcaption>
        </figure>
      </div>
      <p className="quiet pad">
        {statisticText(run.bars.length)} bars{run.hasOlderBars ? ', and there are older ones: pick an earlier day' : ''}
        {shape.fillsOutside === 0 ? '.' : `; ${statisticText(shape.fillsOutside)} fills lie outside them.`}
      </p>
    </>
  )
}
