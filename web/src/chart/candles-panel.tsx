/** The bars of a symbol: a table and, beside it, candles with regimes behind them, and orders and fills marked. */
import { lazy, Suspense, useMemo, useState } from 'react'
import { MINUTE_MS } from '../../../shared/base/instant.ts'
import type { OrderRow, SignalRow } from '../../../shared/contracts/api/lists.ts'
import type { Book } from '../../../shared/contracts/books.ts'
import type { Fill } from '../../../shared/contracts/orders.ts'
import { INTERVAL_MINUTES, INTERVALS, type Interval } from '../../../shared/contracts/scalars.ts'
import { useSignals } from '../api/list-queries.ts'
import { barPriceText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { More, useRows } from '../parts/list.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { regimeWords } from '../words/events.ts'
import { chartShape, chartSummary, type Happened, regimesSeen } from './shape.ts'

const CandleChart = lazy(() => import('./candle-chart.tsx'))

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
      regime === null || regime === 'unknown' ? <Unknown why={WARMING_UP} /> : regimeWords(regime),
    sort: ({ regime }) => regime,
  },
]

interface CandlesPanelProps {
  readonly book: Book
  readonly symbol: string
  readonly fills: readonly Fill[]
  readonly orders?: readonly OrderRow[]
}

const NO_ORDERS: readonly OrderRow[] = []

export function CandlesPanel({ book, symbol, fills, orders = NO_ORDERS }: CandlesPanelProps) {
  const [interval, setInterval] = useState<Interval>('1Min')
  const query = useSignals(symbol, { book, interval, limit: BARS_PER_PAGE })
  const rows = useRows(query, barId)
  return (
    <Panel
      title={`${symbol}: candles`}
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
              <BarsAndChart {...{ symbol, interval, fills, orders }} rows={known} />
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

interface BarsAndChartProps extends Happened {
  readonly symbol: string
  readonly rows: readonly SignalRow[]
  readonly interval: Interval
}

function BarsAndChart({ symbol, rows, fills, orders, interval }: BarsAndChartProps) {
  const shape = useMemo(
    () => chartShape(rows, { fills, orders }, INTERVAL_MINUTES[interval] * MINUTE_MS),
    [rows, fills, orders, interval],
  )
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
            {regimesSeen(shape).map((regime) => (
              <span key={regime} className={`swatch swatch-${regime}`}>
                {regimeWords(regime)}
              </span>
            ))}
            ▲ bought, ▼ sold, ● ordered, line: filtered price. Times are New York’s. Drawn with{' '}
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
