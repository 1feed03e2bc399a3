/** The one form of a strategy: parameters with their schema, and rules over columns that cannot look ahead. */
import type * as z from 'zod'
import type { StrategyName } from '../../contracts/scalars.ts'
import type { RegimeLabel } from '../../contracts/signals.ts'
import type { Column, Columns } from '../indicators/index.ts'

/** What a strategy sees of a market. There is nothing to ask for a bar, an instant, or what comes after. */
export interface MarketView {
  readonly of: Columns
  /** The price that is measured: the filtered one when filters ran, else the close. */
  readonly price: Column
  /** Null when no filter ran: then its gates are not asked. */
  readonly filters: {
    /** Slope of the filtered log price per bar. */
    readonly velocity: Column
    /** Index into REGIMES; UNKNOWN while the label is. */
    readonly regime: Column
  } | null
}

export type Comparison = '>=' | '>' | '<=' | '<'

/** One gate: a measured column held against a limit, or a label against a list. */
export type Rule =
  | {
      readonly kind: 'number'
      readonly gate: string
      readonly value: Column
      readonly comparison: Comparison
      readonly limit: Column | number
      /** What the limit is, when it is measured itself, such as `ema`. */
      readonly of?: string
    }
  | {
      readonly kind: 'label'
      readonly gate: string
      readonly label: Column
      /** Empty allows any label, known or not. */
      readonly allowed: readonly RegimeLabel[]
    }

/** A side's rules: an entry needs all of its gates, an exit one of its. */
export interface SideRules {
  readonly entry: readonly Rule[]
  readonly exit: readonly Rule[]
}

export interface Rules {
  /** What the strategy measures, by name. */
  readonly measures: Readonly<Record<string, Column>>
  readonly long: SideRules
  readonly short: SideRules | null
  /** The one delay between a signal and its decision, in bars. */
  readonly entryDelayBars: 0 | 1
  readonly exitDelayBars: 0 | 1
  /** A measure without which a position has no reason to be held; null when there is none. */
  readonly exitWithout: Column | null
  /** Distance of the protective stop from the close of the decision, in dollars; null for no stop. */
  readonly stopDistance: Column | null
  /** Distance of a trailing stop; null for none. */
  readonly trailDistance: Column | null
  readonly entryPrice: 'close' | 'next_open'
  /** Most bars that a position is held; 0 for any number. */
  readonly holdBarsMax: number
}

/** How a parameter is swept when nobody says otherwise. */
export interface SweepRange {
  /** `bars`, `fraction`, `deviations`, ... */
  readonly unit: string
  readonly values: readonly (number | boolean | string)[]
}

export interface Strategy<P> {
  readonly name: StrategyName
  /** For people. */
  readonly title: string
  readonly schema: z.ZodType<P>
  /** Older names of parameters. */
  readonly aliases: Readonly<Record<string, string>>
  /** By parameter. */
  readonly ranges: Readonly<Record<string, SweepRange>>
  /** What a trade stakes when the configuration does not say. */
  readonly sizing: 'loss_at_stop' | 'all_in'
  /** Bars after which every column of the last row is known, and what came before them no longer matters. */
  rowsNeeded(params: P): number
  rules(view: MarketView, params: P): Rules
}
