/** What the browser remembers between visits: the colours and the book shown last. */
import { BOOKS, type Book } from '../../../shared/contracts/books.ts'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const THEME_KEY = 'gatehouse.theme'
const BOOK_KEY = 'gatehouse.book'
/** The book a new operator sees: the first run from the form lands here. */
const FIRST_BOOK: Book = 'smoke'

/** Fired on `window` when the colours change, for those who paint outside the style sheet. */
export const THEME_EVENT = 'gatehouse:theme'

export function rememberedTheme(): Theme {
  const text = localStorage.getItem(THEME_KEY)
  return THEMES.find((theme) => theme === text) ?? 'auto'
}

/** Puts the theme on the page. `auto` follows the system. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  window.dispatchEvent(new Event(THEME_EVENT))
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(THEME_KEY, theme)
  applyTheme(theme)
}

export function rememberedBook(): Book {
  const text = localStorage.getItem(BOOK_KEY)
  return BOOKS.find((book) => book === text) ?? FIRST_BOOK
}

export const rememberBook = (book: Book): void => localStorage.setItem(BOOK_KEY, book)
