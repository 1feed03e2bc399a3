/** Before the bell: the daily history of the opening list into the lake, and the regime that it ends in. */
import { DAY_MS } from '../base/instant.ts'
import type { Bar } from '../contracts/bars.ts'
import type { RegimeState } from '../domain/regime/index.ts'
import { step } from '../domain/regime/index.ts'
import type { BarSource, Lake } from '../ports/bars.ts'
import type { Clock } from '../ports/clock.ts'
import type { SignalStore } from '../ports/hub-store.ts'
import type { Fence, JobEnd } from '../ports/schedule.ts'
import type { WatchlistStore } from '../ports/watchlists.ts'

export interface WarmUpPorts {
  readonly clock: Clock
  readonly source: BarSource
  readonly lake: Lake
  readonly signals: SignalStore
  readonly watchlists: WatchlistStore
}

/** Sessions that the slowest measure looks back on, with room for holidays. */
const HISTORY_MS = 600 * DAY_MS
/** Symbols told by name in the detail. */
const NAMED_MAX = 10

/** Symbols that the vendor does not know are named: they stay listed, and the router refuses them for lack of bars. */
export async function warmUp(ports: WarmUpPorts, { book, day }: Fence): Promise<JobEnd> {
  const now = ports.clock.now()
  const list = await ports.watchlists.current(book, day, now)
  if (!list || list.symbols.length === 0) return { kind: 'skipped', reason: 'EMPTY_WATCHLIST', detail: null }
  const refused: string[] = []
  let bars = 0
  let regimes = 0
  for (const symbol of list.symbols) {
    const answer = await ports.source.fetch({ symbol, interval: '1Day', from: now - HISTORY_MS, to: now })
    if (answer.kind === 'refused') {
      refused.push(symbol)
      continue
    }
    await ports.lake.write(answer.bars)
    bars += answer.bars.length
    const last = lastOf(answer.bars)
    if (!last) continue
    await ports.signals.saveSignals([{ book, data: last.signal }])
    await ports.signals.saveRegimes([{ book, data: last.regime }])
    regimes += 1
  }
  const left = [
    { what: 'daily bars', count: bars },
    { what: 'regimes', count: regimes },
  ]
  const named = refused.slice(0, NAMED_MAX).join(', ')
  const rest = refused.length > NAMED_MAX ? ` and ${refused.length - NAMED_MAX} more` : ''
  return { kind: 'done', left, detail: refused.length > 0 ? `without history: ${named}${rest}` : null }
}

/** The filter stepped over the history; its last row is what the day begins with. */
function lastOf(bars: readonly Bar[]) {
  let state: RegimeState | null = null
  let row: ReturnType<typeof step>['row'] | null = null
  for (const bar of bars) ({ state, row } = step(state, bar))
  return row
}
