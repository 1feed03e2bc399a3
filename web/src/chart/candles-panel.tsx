/** Where the fills fell: a table of the bars and, beside it, the same bars as candles with the fills marked. */
import { lazy, Suspense, useMemo, useState } from 'react'
import { MINUTE_MS } from '../../../shared/base/instant.ts'
import type { SignalRow } from '../../../shared/contracts/api/lists.ts'
import type { Book } from '../../../shared/contracts/books.ts'
import type { Fill } from '../../../shared/contracts/orders.ts'
import { INTERVAL_MINUTES, INTERVALS, type Interval } from '../../../shared/contracts/scalars.ts'
import { useSignals } from '../api/queries.ts'
import { chartShape, chartSummary } from '../chart/shape.ts'
import { barPriceText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { More, useRows } from '../parts/list.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'

const CandleChart = lazy(() => import('../chart/candle-chart.tsx'))

/** One regular session of minute bars fits into one page. */
const BARS_PER_PAGE = 400

const barId = ({ at }: SignalRow): string => String(at)
const WARMING_UP = 'Not enough bars before this one.'

const COLUMNS: readonly Column<SignalRow>[] = [
  { id: 'at', title: 'Bar closed', isName: true, cell: ({ at }) => <Age at={at} />, sort: ({ at }) => at },
  { id: 'open', title: 'Open', align: 'end', cell: ({ open }) => barPriceText(open), sort: ({ open }) => open },
  { id: 'high', title: 'High', align: 'end', cell: ({ high }) => barPriceText(high), sort: ({ high }) => high },
  { id: 'low', title: 'Low', align: 'end', cell: ({ low }) => barPriceText(low), sort: ({ low }) => low },
  { id: 'close', title: 'Close', align: 'end', cell: (bar) => barPriceText(bar.price), sort: (bar) => bar.price },
  {
    id: 'filtered',
    title: 'Filtered',
    align: 'end',
    cell: ({ filteredPrice }) => <Known value={filteredPrice} show={barPriceText} why={WARMING_UP} />,
    sort: ({ filteredPrice }) => filteredPrice,
  },
  {
    id: 'regime',
    title: 'Regime',
    cell: ({ regime }) =>
      regime === null || regime === 'unknown' ? <Unknown why={WARMING_UP} /> : regime.replaceAll('_', ' '),
    sort: ({ regime }) => regime,
  },
]

interface FillsOnCandlesProps {
  readonly book: Book
  readonly symbol: string
  readonly fills: readonly Fill[]
}

export function FillsOnCandles({ book, symbol, fills }: FillsOnCandlesProps) {
  const [interval, setInterval] = useState<Interval>('1Min')
  const query = useSignals(symbol, { book, interval, limit: BARS_PER_PAGE })
  const rows = useRows(query, barId)
  return (
    <Panel
      title={`${symbol}: fills on candles`}
      readAt={query.dataUpdatedAt}
      aside={
        <ChoiceField
          label="Bars of"
          value={interval}
          options={INTERVALS.map((each) => [each, each] as const)}
          onText={(text) => setInterval(text as Interval)}
        />
      }
    >
      <Loaded reading={{ data: rows, error: query.error }}>
        {(known) =>
          known.length === 0 ? (
            <NoBars symbol={symbol} book={book} interval={interval} />
          ) : (
            <>
              <BarsAndChart symbol={symbol} rows={known} fills={fills} interval={interval} />
              <More query={query} count={known.length} noun="bars" />
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}

function NoBars({
  symbol,
  book,
  interval,
}: {
  readonly symbol: string
  readonly book: Book
  readonly interval: Interval
}) {
  return (
    <Empty title={`No ${interval} bars of ${symbol} are stored in book ${book}.`}>
      <p>
        Pick another interval, or replay a day:{' '}
        <code>npm run day -- --data &lt;folder&gt; --symbols {symbol} --date 2014-06-06</code>. A router run by hand
        stores no bars.
      </p>
    </Empty>
  )
}

interface BarsAndChartProps {
  readonly symbol: string
  readonly rows: readonly SignalRow[]
  readonly fills: readonly Fill[]
  readonly interval: Interval
}

function BarsAndChart({ symbol, rows, fills, interval }: BarsAndChartProps) {
  const shape = useMemo(() => chartShape(rows, fills, INTERVAL_MINUTES[interval] * MINUTE_MS), [rows, fills, interval])
  return (
    <>
      <div className="bars-and-chart">
        <DataTable caption={`Bars of ${symbol}`} columns={COLUMNS} rows={rows} rowId={barId} />
        <figure>
          <FaultBoundary what="The chart">
            <Suspense fallback={<p className="quiet pad">Drawing…</p>}>
              <CandleChart shape={shape} label={chartSummary(symbol, shape)} />
            </Suspense>
          </FaultBoundary>
          <figcaption>
            ▲ bought, ▼ sold, line: filtered price. Times are New York’s. Drawn with{' '}
            <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
              TradingView Lightweight Charts
            </a>
            .
          </figcaption>
        </figure>
      </div>
      {shape.fillsOutside > 0 ? (
        <p className="note note-warn">
          {shape.fillsOutside === 1 ? 'One fill lies' : `${shape.fillsOutside} fills lie`} outside the bars shown. Load
          more bars or pick another interval.
        </p>
      ) : null}
    </>
  )
}
