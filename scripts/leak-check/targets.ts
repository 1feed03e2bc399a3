/** The strategies that `npm run leak-check` goes through: each with its defaults and with flags that change a path. */
import { type StrategyName, strategySchema } from '../../shared/contracts/scalars.ts'
import { parseParams } from '../../shared/domain/strategy/index.ts'
import { type LeakTarget, strategyTarget } from './target.ts'

const SHORT = { atr: 5 }
const VARIANTS: Readonly<Partial<Record<StrategyName, readonly Readonly<Record<string, unknown>>[]>>> = {
  breakout: [{ enter_on_break_bar: true, confirm_with_high: false, hold_bars: 3 }, { use_ema_filter: false }],
  momentum: [
    { ...SHORT, roc_lookback: 5, ema: 10, rank_window: 20, min_rank: 0.6 },
    { ...SHORT, roc_lookback: 3, ema: 5, rank_window: 10, enter_on_signal_bar: true, regime_whitelist: [] },
  ],
  mean_reversion: [
    { z_entry: -1, z_exit: 0.5 },
    { lookback: 5, enter_on_signal_bar: true, regime_whitelist: [] },
  ],
  trend_following: [{ ema_fast: 5, ema_slow: 20, min_adx: 0, allow_short: true, entry_price: 'close' }],
  sma_cross: [{ fast: 3, slow: 8, allow_short: true, atr_mult: 2 }],
}

/** Throws when a strategy refuses the parameters. */
export function targetOf(name: StrategyName, raw: Readonly<Record<string, unknown>>, filtered: boolean): LeakTarget {
  const parsed = parseParams(name, raw)
  if (parsed.kind === 'invalid') {
    throw new RangeError(parsed.errors.map(({ field, message }) => `--param ${field} ${message}`).join('; '))
  }
  const given = Object.entries(raw).map(([key, value]) => `${key}=${String(value)}`)
  return strategyTarget([name, filtered ? 'filtered' : 'closes', ...given].join(' '), parsed.params, filtered)
}

export function cleanTargets(): readonly LeakTarget[] {
  return strategySchema.options.flatMap((name) =>
    [{}, ...(VARIANTS[name] ?? [])].flatMap((raw) => [targetOf(name, raw, false), targetOf(name, raw, true)]),
  )
}
