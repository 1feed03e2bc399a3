/** Bars whose future is noise. */
import { uniformAt } from '../../shared/base/random.ts'
import type { Bar } from '../../shared/contracts/bars.ts'

/** Largest move of a noise bar, in log price: large enough that nothing measured on it stays as it was. */
const MOVE_MAX = 0.2

/** The same bars up to and including `at`; every price and volume after it is drawn anew. Times stay. */
export function scrambledAfter(bars: readonly Bar[], at: number, seed: number): readonly Bar[] {
  let close = (bars[at]?.close ?? 100) * (0.5 + uniformAt(seed, at, 0))
  return bars.map((bar, index) => {
    if (index <= at) return bar
    const draw = (turn: number) => uniformAt(seed, index + 1, turn + 1)
    const open = close
    close = Math.min(1e6, Math.max(0.01, open * Math.exp(MOVE_MAX * (2 * draw(0) - 1))))
    const high = Math.max(open, close) * (1 + 0.05 * draw(1))
    const low = Math.min(open, close) * (1 - 0.05 * draw(2))
    return { ...bar, open, high, low, close, volume: Math.floor(1e6 * draw(3)) }
  })
}
