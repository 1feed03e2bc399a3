/** What the outside knows of a scenario: the answers clients got, and what the hub confirmed or holds. */
import { idOf } from '../../shared/base/digest.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import type { OrderIntent } from '../../shared/contracts/orders.ts'
import type { Acknowledged } from './clients.ts'
import type { HubEnds } from './hub-log.ts'

export interface Evidence {
  readonly acknowledged: readonly Acknowledged[]
  /** Intents in the log of `exec.orders`, oldest first, repetitions included. */
  readonly published: readonly OrderIntent[]
  /** Symbol whose bars are routed. */
  readonly listed: string
  /** Minute bars that the hub confirmed, oldest first; each symbol's last one came after everything else. */
  readonly bars: readonly Bar[]
  readonly hubEnds: HubEnds
}

/** The run that a call or a bar asks for. */
const runOfCall = ({ call }: Acknowledged): string => idOf('run', 'manual', 'operator', call.key)
export const runOfBar = (bar: Bar): string => idOf('run', 'replay', bar.symbol, bar.interval, bar.closesAt)

/** Runs that exist because a call was acknowledged or a bar confirmed. */
export const askedRuns = ({ acknowledged, bars, listed }: Evidence): Set<string> =>
  new Set([...acknowledged.map(runOfCall), ...bars.filter(({ symbol }) => symbol === listed).map(runOfBar)])
