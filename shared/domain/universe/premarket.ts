/** The lists before the bell: the rough one of the early morning, and the opening list that is made of it. */
import type { ScanSettings } from '../../contracts/scan-settings.ts'
import { type Candidate, type ScanGate, WATCHLIST_SYMBOLS_MAX } from '../../contracts/watchlists.ts'
import { candidatesOf, type Judged, measuresFor, type ScanInput } from './candidates.ts'
import type { ScanDay } from './day.ts'
import { asked, dollarVolumeGate, haltGate, historyGate, priceGate, spreadGate } from './gates.ts'
import { type Measures, measuresOf, ratio, type Window } from './measures.ts'

const WINDOW: Window = { sessionsMin: 1, sessionsMax: 5 }
/** Share of a usual day's volume that a symbol is credited with while nothing has traded yet. */
const UNTRADED_SHARE = 0.05

interface Sighting extends Measures {
  readonly relativeVolume: number | null
  readonly dollarVolume: number | null
}

/** Symbols worth watching before the open. A rough list: it is ranked and not cut. */
export function scanPremarket(
  inputs: readonly ScanInput[],
  { premarket }: ScanSettings,
  today: ScanDay,
): readonly Candidate[] {
  return candidatesOf(inputs, WATCHLIST_SYMBOLS_MAX, ({ snapshot, dailies }) => {
    const measures = measuresOf(snapshot, dailies, today, WINDOW)
    const seen = sightingOf(measures, priceOfDay(measures) ?? measures.history.previousClose)
    return judged(seen, [
      historyGate(seen, today, WINDOW),
      priceGate(seen.price, premarket.priceMinUsd, premarket.priceMaxUsd),
      spreadGate(seen, premarket.spreadMaxPercent),
      gapOrVolumeGate(seen, premarket),
      dollarVolumeGate(seen.dollarVolume, premarket.dollarVolumeMinUsd),
    ])
  })
}

/**
 * The day's opening list: symbols of the premarket list, seen anew, that can be traded when the bell rings. What has no
 * price of the day has no liquidity that anybody knows of: the previous close stands in for nothing here.
 */
export function finaliseWatchlist(
  inputs: readonly ScanInput[],
  { premarket, listMax }: ScanSettings,
  today: ScanDay,
): readonly Candidate[] {
  return candidatesOf(inputs, listMax, ({ snapshot, dailies }) => {
    const measures = measuresOf(snapshot, dailies, today, WINDOW)
    const seen = sightingOf(measures, priceOfDay(measures))
    return judged(seen, [
      historyGate(seen, today, WINDOW),
      spreadGate(seen, premarket.spreadMaxPercent),
      dollarVolumeGate(seen.dollarVolume, premarket.dollarVolumeMinUsd),
      haltGate(seen),
    ])
  })
}

/** The newest trade of the day, else its open. */
const priceOfDay = ({ price, open }: Measures): number | null => price ?? open

function sightingOf(measures: Measures, price: number | null): Sighting {
  const { volume, history } = measures
  const untraded = history.usualVolume === null ? null : history.usualVolume * UNTRADED_SHARE
  const shares = volume === 0 ? untraded : volume
  return {
    ...measures,
    price,
    relativeVolume: ratio(volume, history.usualVolume),
    dollarVolume: price === null || shares === null ? null : price * shares,
  }
}

const judged = (seen: Sighting, gates: readonly ScanGate[]): Judged => ({
  measures: measuresFor(seen, seen),
  gates,
  order: [seen.relativeVolume, seen.gapPercent, seen.spreadPercent === null ? null : -seen.spreadPercent],
})

/** Upward gaps only: the desk is long. Under either rule both measures must be known, so that no rank is a guess. */
function gapOrVolumeGate(seen: Sighting, settings: ScanSettings['premarket']): ScanGate {
  const { gapPercent: gap, relativeVolume: rvol } = seen
  const { gapMinPercent, rvolMin, rule } = settings
  const isKnown = gap !== null && rvol !== null
  const claims = isKnown ? [gap >= gapMinPercent, rvol >= rvolMin] : []
  return asked({
    gate: 'gap_rvol',
    value: isKnown ? `gap ${gap.toFixed(2)} %, rvol ${rvol.toFixed(2)}` : null,
    threshold: `gap >= ${gapMinPercent} % ${rule === 'any' ? 'or' : 'and'} rvol >= ${rvolMin}`,
    passes: isKnown ? (rule === 'any' ? claims.some(Boolean) : claims.every(Boolean)) : null,
    drop: 'gap_rvol',
    unknown: 'GAP_RVOL_UNKNOWN',
  })
}
