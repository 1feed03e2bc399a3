/** How columns become values: `timestamptz` arrives as Date, `numeric` and `bigint` as text. */
import * as z from 'zod'
import { type Decimal, decimal } from '../../../base/decimal.ts'
import type { Row } from '../database.ts'

export const instantColumn = z.date().transform((date) => date.getTime())
/** `numeric` with its trailing zeros taken off. */
export const decimalColumn = z.string().transform((text): Decimal => decimal(text))
export const countColumn = z.string().transform(Number)

/** What a fill came to, wherever fills are read. */
export const fillFigures = {
  qty: decimalColumn,
  price: decimalColumn,
  fee: decimalColumn,
  cost: decimalColumn.nullable(),
  spread: decimalColumn.nullable(),
  pnl: decimalColumn.nullable(),
  synthetic: z.boolean(),
} as const

/** Parses the rows of a statement; a row that does not fit is a bug of ours or of a migration. */
export function parseRows<S extends z.ZodType>(schema: S, rows: readonly Row[]): z.output<S>[] {
  return rows.map((row) => schema.parse(row))
}
