/** Symbols that moved away from the previous close, seen after the close of the day. */
import type { ScanSettings } from '../../contracts/scan-settings.ts'
import type { Candidate, ScanGate } from '../../contracts/watchlists.ts'
import { candidatesOf, measuresFor, type ScanInput } from './candidates.ts'
import type { ScanDay } from './day.ts'
import { asked, dollarVolumeGate, historyGate, priceGate } from './gates.ts'
import { changePercent, measuresOf, ratio, type Window } from './measures.ts'

const WINDOW: Window = { sessionsMin: 1, sessionsMax: 5 }

/** Up or down: tomorrow's scans decide what a long desk may do with it. */
export function scanAfterhours(
  inputs: readonly ScanInput[],
  { afterhours, listMax }: ScanSettings,
  today: ScanDay,
): readonly Candidate[] {
  return candidatesOf(inputs, listMax, ({ snapshot, dailies }) => {
    const seen = measuresOf(snapshot, dailies, today, WINDOW)
    const { price, volume, history } = seen
    const dollarVolume = price === null || volume === null ? null : price * volume
    const move = changePercent(price, history.previousClose)
    return {
      measures: measuresFor(seen, { price, relativeVolume: ratio(volume, history.usualVolume), dollarVolume }),
      gates: [
        historyGate(seen, today, WINDOW),
        priceGate(price, afterhours.priceMinUsd, null),
        moveGate(move, afterhours.moveMinPercent),
        dollarVolumeGate(dollarVolume, afterhours.dollarVolumeMinUsd),
      ],
      order: [move === null ? null : Math.abs(move), dollarVolume],
    }
  })
}

const moveGate = (move: number | null, minPercent: number): ScanGate =>
  asked({
    gate: 'move',
    value: move,
    threshold: `>= ${minPercent} % up or down`,
    passes: move === null ? null : Math.abs(move) >= minPercent,
    drop: 'MOVE_SMALL',
    unknown: 'MOVE_UNKNOWN',
  })
