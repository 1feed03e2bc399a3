/** Words for where a frame came from, and its values as text. */
import type { FrameRow } from '../../../shared/contracts/api/sweeps.ts'
import { statisticText } from '../format/number.ts'

export const SOURCE_WORDS: Readonly<Record<FrameRow['source'], string>> = {
  backtest_cli: 'a backtest',
  sweep: 'a sweep',
  router: 'the router',
  unknown: 'UNKNOWN',
}

/** Significant digits of a value in a frame. */
const DIGITS = 6

/** The text of a value that is there. */
export function frameValueText(value: number | string | boolean): string {
  if (typeof value === 'number') return statisticText(value, DIGITS)
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
}
