/** Faults of the text of a configuration, by line. */
import type { FieldError } from '../../../shared/contracts/wire.ts'

export interface LineFault {
  /** From 1; null when it is about the text as a whole. */
  readonly line: number | null
  /** Name in the configuration, such as `params.roc_lookback`; empty for the whole. */
  readonly field: string
  readonly message: string
}

const CONFIG = /^config(\.|$)/

/** The faults of the text in the order of its lines; those of the request's other fields are left out. */
export const lineFaults = (errors: readonly FieldError[]): readonly LineFault[] =>
  errors
    .filter(({ field }) => CONFIG.test(field))
    .map(({ field, message, line = null }) => ({ line, field: field.replace(CONFIG, ''), message }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
