/** What the scans of the trading day ask for. Units are in the names; defaults are those of the operator runbook. */

export const SCAN_RULES = ['any', 'all'] as const
export const UNIVERSE_SOURCES = ['auto', 'manual', 'textlist', 'file-universe'] as const
export type UniverseSource = (typeof UNIVERSE_SOURCES)[number]

/** Symbols that one scan looks at. */
export const SCAN_SYMBOLS_MAX = 200

export interface ScanSettings {
  /** Symbols of a list, cut after ranking. The premarket list is rough and not cut. */
  readonly listMax: number
  readonly premarket: {
    readonly priceMinUsd: number
    readonly priceMaxUsd: number
    readonly spreadMaxPercent: number
    readonly gapMinPercent: number
    readonly rvolMin: number
    /** Whether gap or relative volume is enough, or both are wanted. */
    readonly rule: (typeof SCAN_RULES)[number]
    readonly dollarVolumeMinUsd: number
  }
  readonly intraday: {
    readonly priceMinUsd: number
    readonly rvolMin: number
    /** A symbol without the relative volume passes with twice this, if that is a quarter of a usual day. */
    readonly volumeMinShares: number
  }
  readonly afterhours: {
    readonly priceMinUsd: number
    /** Distance from the previous close, up or down. */
    readonly moveMinPercent: number
    readonly dollarVolumeMinUsd: number
  }
}

export const SCAN_DEFAULTS: ScanSettings = {
  listMax: 15,
  premarket: {
    priceMinUsd: 1,
    priceMaxUsd: 50,
    spreadMaxPercent: 0.75,
    gapMinPercent: 5,
    rvolMin: 3,
    rule: 'any',
    dollarVolumeMinUsd: 1_000_000,
  },
  intraday: { priceMinUsd: 3, rvolMin: 1.8, volumeMinShares: 250_000 },
  // Large companies rarely move 3 % in a day without news; 5 million dollars is a market that one can leave again.
  afterhours: { priceMinUsd: 1, moveMinPercent: 3, dollarVolumeMinUsd: 5_000_000 },
}

/** Symbols that are scanned when nobody names any. */
export const STATIC_UNIVERSE: readonly string[] = [
  ...['SPY', 'QQQ', 'IWM', 'AAPL', 'MSFT', 'NVDA', 'TSLA', 'META', 'AMZN', 'GOOGL'],
  ...['SHOP', 'NFLX', 'AMD', 'INTC', 'SMCI', 'PLTR', 'SOFI', 'MARA', 'RIOT', 'SOUN'],
]
