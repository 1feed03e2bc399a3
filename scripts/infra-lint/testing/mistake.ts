/** One mistake in the small desk, and where it must be told. */
export interface Mistake {
  readonly law: string
  readonly claim: string
  readonly file: string
  /** The first occurrence of this text becomes `to`. */
  readonly from: string
  readonly to: string
  /** The line that holds this text, in the file of the mistake or in the one that is named before a `|`. */
  readonly at: string
  readonly says: string
  /** Laws of what follows from the mistake. */
  readonly also?: readonly string[]
}

/** Files of the small desk in which mistakes are made. */
export const MAIN = 'infra/main.bicep'
export const BUS = 'infra/modules/bus.bicep'
export const LEDGER = 'infra/modules/ledger.bicep'
export const APP = 'infra/modules/app.bicep'
export const LAKE = 'infra/modules/lake.bicep'
export const EDGE = 'infra/modules/edge.bicep'
export const DEV = 'infra/environments/dev.json'
