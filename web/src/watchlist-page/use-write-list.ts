/** One list written by hand, from the form to its answer. */
import { type Query, useQueryClient } from '@tanstack/react-query'
import { type Watchlist, watchlistSchema } from '../../../shared/contracts/watchlists.ts'
import { CURRENT_WATCHLIST_PATH, WATCHLISTS_PATH } from '../api/day-queries.ts'
import { type Sending, useChange } from '../api/use-change.ts'

const isOfLists = ({ queryKey: [path] }: Query): boolean =>
  path === CURRENT_WATCHLIST_PATH || String(path).startsWith(WATCHLISTS_PATH)

export function useWriteList(onWritten: (bucket: string) => void): Sending<Watchlist> {
  const queries = useQueryClient()
  return useChange({
    schema: watchlistSchema,
    name: 'watchlist',
    onAnswered: ({ bucket }) => {
      onWritten(bucket)
      void queries.invalidateQueries({ predicate: isOfLists })
    },
  })
}
