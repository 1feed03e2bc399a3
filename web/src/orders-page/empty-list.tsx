/** An empty list says whether the filters or the book are empty, and how something gets into it. */
import { Empty } from '../parts/panel.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf, type View } from '../shell/route.ts'

interface EmptyListProps {
  readonly noun: 'orders' | 'fills' | 'positions'
  readonly view: View
}

export function EmptyList({ noun, view }: EmptyListProps) {
  const { book, symbol, status } = view
  const filters = [symbol, status?.replaceAll('_', ' ')].filter((part) => part)
  const title = `No ${noun} in book ${book}${filters.length > 0 ? ` for ${filters.join(', ')}` : ''}.`
  return (
    <Empty title={title}>
      {filters.length > 0 ? (
        <p>
          <Link href={noun === 'positions' ? hrefOf.positions({ book }) : hrefOf.orders({ book, tab: view.tab })}>
            Show all {noun} of this book
          </Link>
          , or pick another book.
        </p>
      ) : (
        <p>
          An order comes from a <Link href={hrefOf.router()}>router run</Link> that publishes
          {noun === 'orders' ? '' : ' and executes'}, or, in book replay, from a replayed day:{' '}
          <code>npm run day -- --data &lt;folder&gt; --symbols AAPL --date 2014-06-06</code>. Other books may hold some.
        </p>
      )}
    </Empty>
  )
}
