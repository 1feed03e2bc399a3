/** The gates of the filters, which momentum and mean reversion ask alike. */
import type { RegimeLabel } from '../../contracts/signals.ts'
import type { MarketView, Rule } from './form.ts'

export function filterRules(
  { filters }: MarketView,
  strategy: string,
  params: { readonly minProbVelocity: number; readonly regimeWhitelist: readonly RegimeLabel[] },
): readonly Rule[] {
  if (!filters) return []
  return [
    {
      ...{ kind: 'number', gate: `${strategy}.velocity`, value: filters.velocity },
      ...{ comparison: '>=', limit: params.minProbVelocity },
    } as const,
    { kind: 'label', gate: `${strategy}.regime`, label: filters.regime, allowed: params.regimeWhitelist },
  ]
}
