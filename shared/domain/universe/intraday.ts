/** Symbols that trade more than they usually do by this time of the session. */
import type { ScanSettings } from '../../contracts/scan-settings.ts'
import type { Candidate, ScanGate } from '../../contracts/watchlists.ts'
import { candidatesOf, measuresFor, type ScanInput } from './candidates.ts'
import type { ScanDay } from './day.ts'
import { asked, historyGate, priceGate } from './gates.ts'
import { measuresOf, ratio, type Window } from './measures.ts'

/** Sessions of the average daily volume; with fewer of them it is UNKNOWN. */
export const ADV_SESSIONS = 20
const WINDOW: Window = { sessionsMin: ADV_SESSIONS, sessionsMax: ADV_SESSIONS }
/** A volume is large when it is this many times the smallest one and this share of a usual day. */
const LARGE_TIMES = 2
const LARGE_SHARE = 0.25

export function scanIntraday(
  inputs: readonly ScanInput[],
  { intraday, listMax }: ScanSettings,
  today: ScanDay,
): readonly Candidate[] {
  return candidatesOf(inputs, listMax, ({ snapshot, dailies }) => {
    const seen = measuresOf(snapshot, dailies, today, WINDOW)
    const { price, volume, history } = seen
    const relativeVolume = relativeTo(volume, history.usualVolume, today.elapsedFraction)
    const dollarVolume = price === null || volume === null ? null : price * volume
    return {
      measures: measuresFor(seen, { price, relativeVolume, dollarVolume }),
      gates: [
        historyGate(seen, today, WINDOW),
        priceGate(price, intraday.priceMinUsd, null),
        activityGate({ volume, usualVolume: history.usualVolume, relativeVolume }, intraday),
      ],
      order: [relativeVolume, volume],
    }
  })
}

/** Volume so far over what is usual by then. */
const relativeTo = (volume: number | null, usualVolume: number | null, elapsed: number | null): number | null =>
  ratio(volume, usualVolume === null || elapsed === null ? null : usualVolume * elapsed)

function activityGate(
  seen: Readonly<Record<'volume' | 'usualVolume' | 'relativeVolume', number | null>>,
  { rvolMin, volumeMinShares }: ScanSettings['intraday'],
): ScanGate {
  const { volume, usualVolume, relativeVolume: rvol } = seen
  const isKnown = volume !== null && usualVolume !== null && rvol !== null
  const large = Math.max(LARGE_TIMES * volumeMinShares, LARGE_SHARE * (usualVolume ?? 0))
  return asked({
    gate: 'activity',
    value: isKnown ? `rvol ${rvol.toFixed(2)}, ${volume} shares` : null,
    threshold: `rvol >= ${rvolMin} or >= ${Math.ceil(large)} shares`,
    passes: isKnown ? rvol >= rvolMin || volume >= large : null,
    drop: 'NOT_ACTIVE',
    unknown: 'ACTIVITY_UNKNOWN',
  })
}
