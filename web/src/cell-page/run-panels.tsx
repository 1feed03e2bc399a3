/** What a cell did: equity and drawdown, round trips, and where they fell among the bars. */
import { useCallback, useMemo } from 'react'
import { DAY_MS, MINUTE_MS } from '../../../shared/base/instant.ts'
import type { CellRun, CellTrade } from '../../../shared/contracts/api/sweeps.ts'
import { INTERVAL_MINUTES, type Interval } from '../../../shared/contracts/scalars.ts'
import { useCellRun } from '../api/sweep-queries.ts'
import { newYorkOf } from '../format/age.ts'
import { Loaded, Panel } from '../parts/panel.tsx'
import { useSaid } from '../shell/said.ts'
import { EquityPanel } from './equity-panel.tsx'
import { type Look, RunCandles } from './run-candles.tsx'
import { TradesPanel } from './trades-panel.tsx'

interface RunPanelsProps {
  readonly id: string
  readonly cell: number
  readonly symbols: readonly string[]
  readonly interval: Interval
}

/** Bars asked for at a time, and those after a trade's end that show what came of it. */
const BARS = 500
const BARS_AFTER = 40

export default function RunPanels({ id, cell, symbols, interval }: RunPanelsProps) {
  const { said, say } = useSaid()
  const symbol = symbols.find((each) => each === said('symbol')) ?? null
  const until = /^\d{4}-\d\d-\d\d$/.test(said('until')) ? said('until') : null
  const query = useCellRun(id, cell, { symbol, until, bars: BARS })
  const barMs = interval === '1Day' ? DAY_MS : INTERVAL_MINUTES[interval] * MINUTE_MS
  const show = useCallback(
    ({ symbol: traded, exitAt }: CellTrade) =>
      say({ symbol: traded, until: newYorkOf(exitAt + BARS_AFTER * barMs).day }),
    [say, barMs],
  )
  const look = { symbols, until, say, interval }
  return (
    <>
      {query.data ? (
        <Run run={query.data} readAt={query.dataUpdatedAt} onShow={show} look={look} error={query.error} />
      ) : (
        <Panel title="Equity">
          <Loaded reading={query}>{() => null}</Loaded>
        </Panel>
      )}
    </>
  )
}

interface RunProps {
  readonly run: CellRun
  readonly readAt: number
  readonly error: Error | null
  readonly onShow: (trade: CellTrade) => void
  readonly look: Look
}

function Run({ run, readAt, error, onShow, look }: RunProps) {
  const reading = useMemo(() => ({ data: run, error }), [run, error])
  return (
    <>
      <EquityPanel run={run} readAt={readAt} />
      <TradesPanel run={run} readAt={readAt} onShow={onShow} />
      <RunCandles reading={reading} readAt={readAt} look={look} />
    </>
  )
}
