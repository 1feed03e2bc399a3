/** A small folder of bar files, so that the file vendor and the wall have something to read where nobody gave data. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bar } from '../../shared/contracts/bars.ts'
import { tradingDayOf } from '../../shared/domain/calendar/index.ts'

/** Rows that the wall must set aside: one whose high and low are crossed. */
export const PLANTED_ROWS = 1

/** Writes the bars as `<symbol>.csv` with the planted row in their midst. */
export function writeBars(dir: string, symbol: string, bars: readonly Bar[]): void {
  const rows = bars.map(({ opensAt, open, high, low, close, volume }) =>
    [tradingDayOf(opensAt), open, high, low, close, volume].join(','),
  )
  const middle = Math.floor(rows.length / 2)
  const [day = '', open, high, low, close, volume] = rows[middle]?.split(',') ?? []
  const planted = [day, open, low, Number(high) * 2, close, volume].join(',')
  const whole = ['date,open,high,low,close,volume', ...rows.slice(0, middle), planted, ...rows.slice(middle)]
  writeFileSync(join(dir, `${symbol}.csv`), `${whole.join('\n')}\n`)
}
