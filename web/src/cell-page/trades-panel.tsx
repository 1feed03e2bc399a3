/** The round trips of a run, oldest first. */
import { useMemo } from 'react'
import type { CellRun, CellTrade } from '../../../shared/contracts/api/sweeps.ts'
import { durationText, exactText } from '../format/age.ts'
import { barPriceText, statisticText } from '../format/number.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Panel } from '../parts/panel.tsx'
import { shareText, usdText } from '../words/metrics.ts'

interface TradesPanelProps {
  readonly run: CellRun
  readonly readAt: number
  /** Shows a trade among the bars. */
  readonly onShow: (trade: CellTrade) => void
}

const END_WORDS: Readonly<Record<string, string>> = {
  EXIT: 'the strategy’s exit',
  HOLD_LIMIT: 'held as long as allowed',
  STOP: 'stop',
  TARGET: 'target',
  END: 'end of the data',
  DELISTED: 'delisted',
}

const tradeId = ({ symbol, entryAt, exitAt }: CellTrade): string => `${symbol} ${entryAt} ${exitAt}`
const gainOf = ({ pnlUsd, qty, entryPriceUsd }: CellTrade): number => pnlUsd / (qty * entryPriceUsd)

function columnsOf(onShow: (trade: CellTrade) => void): readonly Column<CellTrade>[] {
  return [
    {
      id: 'entry',
      title: 'Entered',
      isName: true,
      cell: ({ entryAt }) => exactText(entryAt).slice(0, 16),
      sort: ({ entryAt }) => entryAt,
    },
    {
      id: 'show',
      title: 'Bars',
      cell: (trade) => (
        <button
          type="button"
          className="small"
          aria-label={`Show among the bars: ${trade.symbol} entered ${exactText(trade.entryAt)}`}
          onClick={() => onShow(trade)}
        >
          Show
        </button>
      ),
    },
    {
      id: 'what',
      title: 'Trade',
      cell: ({ side, qty, symbol }) => `${side} ${statisticText(qty)} ${symbol}`,
      sort: ({ symbol }) => symbol,
    },
    {
      id: 'prices',
      title: 'At, USD',
      align: 'end',
      cell: ({ entryPriceUsd, exitPriceUsd }) => `${barPriceText(entryPriceUsd)} → ${barPriceText(exitPriceUsd)}`,
      sort: ({ entryPriceUsd }) => entryPriceUsd,
    },
    {
      id: 'pnl',
      title: 'Gained, USD',
      align: 'end',
      cell: ({ pnlUsd }) => usdText(pnlUsd),
      sort: ({ pnlUsd }) => pnlUsd,
    },
    { id: 'gain', title: 'Gained', align: 'end', cell: (trade) => shareText(gainOf(trade)), sort: gainOf },
    {
      id: 'held',
      title: 'Held',
      cell: ({ entryAt, exitAt }) => durationText(exitAt - entryAt),
      sort: ({ entryAt, exitAt }) => exitAt - entryAt,
    },
    {
      id: 'end',
      title: 'Ended by',
      cell: ({ reason }) => (reason === null ? 'open: valued at the last bar' : (END_WORDS[reason] ?? reason)),
      sort: ({ reason }) => reason,
    },
    {
      id: 'costs',
      title: 'Fees, costs, USD',
      align: 'end',
      cell: ({ feesUsd, costsUsd }) => `${usdText(feesUsd)}, ${usdText(costsUsd)}`,
      sort: ({ feesUsd, costsUsd }) => feesUsd + costsUsd,
    },
  ]
}

export function TradesPanel({ run: { trades, tradesTotal }, readAt, onShow }: TradesPanelProps) {
  const columns = useMemo(() => columnsOf(onShow), [onShow])
  return (
    <Panel title={`Trades: ${statisticText(tradesTotal)}`} readAt={readAt}>
      {trades.length === 0 ? (
        <p className="pad">It never held a position: below stands why its intents were refused.</p>
      ) : (
        <DataTable caption="Trades of the cell" columns={columns} rows={trades} rowId={tradeId} />
      )}
      {trades.length < tradesTotal ? (
        <p className="note note-warn">
          The newest {statisticText(trades.length)} of {statisticText(tradesTotal)} trades are shown.
        </p>
      ) : null}
    </Panel>
  )
}
