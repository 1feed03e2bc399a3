/** Which book the lists show: one at a time, and it says which and with whose money. */
import { BOOKS, type Book } from '../../../shared/contracts/books.ts'
import { ChoiceField } from './field.tsx'

export const BOOK_WORDS: Readonly<Record<Book, string>> = {
  practice: 'made-up days, simulated money',
  replay: 'past days, simulated money',
  smoke: 'tests of the path, simulated money',
  paper: 'live prices, paper account',
  live: 'live prices, real money',
}

interface BookPickerProps {
  readonly book: Book
  readonly onBook: (book: Book) => void
}

export function BookPicker({ book, onBook }: BookPickerProps) {
  const options = BOOKS.map((each) => [each, `${each}: ${BOOK_WORDS[each]}`] as const)
  return <ChoiceField label="Book shown" value={book} options={options} onText={(text) => onBook(text as Book)} />
}

export function BookTag({ book }: { readonly book: Book }) {
  return (
    <span className={`tag tag-book tag-${book}`} title={BOOK_WORDS[book]}>
      book {book}
    </span>
  )
}
