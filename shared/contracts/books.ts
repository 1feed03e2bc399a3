/** Books keep the desk's worlds apart: every run, order, fill and position belongs to exactly one. */
import * as z from 'zod'

export const BOOKS = ['practice', 'replay', 'smoke', 'paper', 'live'] as const
export const bookSchema = z.enum(BOOKS)
export type Book = z.infer<typeof bookSchema>

/** Books in which a synthetic frame may execute, and in which the paper broker is always enabled. */
const SIMULATED_BOOKS: readonly Book[] = ['practice', 'replay', 'smoke']
export const isSimulated = (book: Book): boolean => SIMULATED_BOOKS.includes(book)
