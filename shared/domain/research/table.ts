/** A table of results, before anybody writes it. */

/** A named column. A number that is NaN and a text that is null are UNKNOWN. */
export type TableColumn = { readonly name: string } & (
  | { readonly kind: 'number'; readonly values: Float64Array }
  /** Never UNKNOWN. */
  | { readonly kind: 'amount'; readonly values: Float64Array }
  | { readonly kind: 'integer'; readonly values: Int32Array }
  /** Days since 1970-01-01. */
  | { readonly kind: 'day'; readonly values: Int32Array }
  /** Epoch milliseconds. */
  | { readonly kind: 'instant'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'flag'; readonly values: readonly boolean[] }
)
