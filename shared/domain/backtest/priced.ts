/** Whether an entry has the prices that its kind of order needs; one without them is not sent. */
import type { SignalColumns } from '../strategy/index.ts'

const isKnown = (column: Float64Array | null, bar: number): boolean =>
  column !== null && !Number.isNaN(column[bar] as number)

export function isPriced({ entryOrder, limitPrice, triggerPrice }: SignalColumns, bar: number): boolean {
  if (entryOrder === 'limit') return isKnown(limitPrice, bar)
  if (entryOrder === 'stop') return isKnown(triggerPrice, bar)
  return entryOrder !== 'stop_limit' || (isKnown(limitPrice, bar) && isKnown(triggerPrice, bar))
}
