/** What the filters and the classifier say of every bar, as columns: computed once and shared by every cell. */
import type { Bar } from '../../contracts/bars.ts'
import { regimeCode } from '../../contracts/signals.ts'
import { type RegimeState, regimeFactor, step, successProbability } from '../regime/index.ts'

/** One value for each bar; NaN is UNKNOWN. */
export interface FilterColumns {
  /** Dollars. */
  readonly filteredPrice: Float64Array
  readonly butterworthPrice: Float64Array
  readonly emaPrice: Float64Array
  /** Slope of the filtered log price per bar. */
  readonly velocity: Float64Array
  readonly uncertainty: Float64Array
  /** Deviation and mean of the last log returns of the filtered price. */
  readonly volatility: Float64Array
  readonly momentum: Float64Array
  /** `regimeCode` of the label. */
  readonly regime: Float64Array
  /** Odds that an entry on this bar wins. */
  readonly probability: Float64Array
  /** Share of a stake that the kind of market is given. */
  readonly factor: Float64Array
}

/**
 * Bars after which the filters have forgotten how they began: what they still hold of their assumed variance has the
 * weight 0.94^100, a fifth of a per cent.
 */
export const FILTER_WARM_UP_BARS = 100

const orUnknown = (value: number | null): number => value ?? Number.NaN

/** Columns of validated bars of one symbol, oldest first. Nothing of a row is kept but its numbers. */
export function filterColumns(bars: readonly Bar[]): FilterColumns {
  const column = (): Float64Array => new Float64Array(bars.length)
  const columns = {
    ...{ filteredPrice: column(), butterworthPrice: column(), emaPrice: column() },
    ...{ velocity: column(), uncertainty: column(), volatility: column(), momentum: column() },
    ...{ regime: column(), probability: column(), factor: column() },
  }
  let state: RegimeState | null = null
  for (const [index, bar] of bars.entries()) {
    const stepped: ReturnType<typeof step> = step(state, bar)
    state = stepped.state
    const { signal, regime } = stepped.row
    columns.filteredPrice[index] = orUnknown(signal.filteredPrice)
    columns.butterworthPrice[index] = orUnknown(signal.butterworthPrice)
    columns.emaPrice[index] = orUnknown(signal.emaPrice)
    columns.velocity[index] = orUnknown(signal.velocity)
    columns.uncertainty[index] = orUnknown(signal.uncertainty)
    columns.volatility[index] = orUnknown(regime.volatility)
    columns.momentum[index] = orUnknown(regime.momentum)
    columns.regime[index] = regimeCode(regime.regime)
    columns.factor[index] = regimeFactor(stepped.row)
    const odds = successProbability(stepped.row)
    columns.probability[index] = odds.kind === 'known' ? odds.probability : Number.NaN
  }
  return columns
}
