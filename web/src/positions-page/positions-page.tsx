/** What a book holds, and the fills behind each position. */
import { BookPicker } from '../parts/book-picker.tsx'
import { SymbolFilter } from '../parts/symbol-filter.tsx'
import { useView } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { PositionsList } from './positions-list.tsx'

export default function PositionsPage() {
  const { view, change } = useView()
  return (
    <>
      <PageHead title="Positions" about="What is held, what it is worth, and the fills it is the sum of." />
      <search className="filters">
        <BookPicker book={view.book} onBook={(book) => change({ book })} />
        <SymbolFilter symbol={view.symbol} onSymbol={(symbol) => change({ symbol })} />
      </search>
      <PositionsList view={view} />
    </>
  )
}
