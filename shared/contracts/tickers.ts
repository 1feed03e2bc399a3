/** Tickers in lists that people write: what is one, and what is only a word in capitals. */
import * as z from 'zod'
import { symbolSchema } from './scalars.ts'

/** Words that look like tickers in running text. */
const WORDS = ['FOR', 'AND', 'THE', 'ALL', 'WITH', 'USA', 'CEO', 'ETF']

/** True for an entry of a text list that may be a ticker. */
export const isTicker = (text: string): boolean => /^[A-Z]{1,5}$/.test(text) && !WORDS.includes(text)
export const TICKER_FORM = `1 to 5 letters, and not one of the words ${WORDS.join(', ')}`

/** Longest part of a wrong entry that is told back. */
const QUOTED_MAX = 20
export const quoted = (text: string): string =>
  JSON.stringify(text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text)

/** A symbol whose refusal names what was written. */
export const listedSymbolSchema = z
  .string()
  .overwrite((text) => text.trim().toUpperCase())
  .refine((text) => symbolSchema.safeParse(text).success, {
    error: ({ input }) => `${quoted(String(input))} is not a symbol: letters, digits, dot, dash or slash, at most 15`,
  })
