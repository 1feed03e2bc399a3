/** While a local desk replays its practice session: which day, and how far it has come. */
import { useQuery } from '@tanstack/react-query'
import { practiceProgressSchema } from '../../../shared/contracts/api/practice.ts'
import { read } from '../api/client.ts'

const RUNNING_POLL_MS = 1_000
/** A session that is over stays over; another one begins with another start of the desk. */
const IDLE_POLL_MS = 30_000

export default function PracticeNote() {
  const { data } = useQuery({
    queryKey: ['practice'],
    queryFn: ({ signal }) => read(practiceProgressSchema, '/practice', { signal }),
    // A desk without a front door of its own has no such address: then there is nothing to tell.
    retry: false,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? RUNNING_POLL_MS : IDLE_POLL_MS),
  })
  if (data?.state !== 'running') return null
  const percent = Math.floor((data.done / Math.max(data.total, 1)) * 100)
  return (
    <div className="note" role="status">
      <label>
        Practice: the session of {data.day} is being replayed on a synthetic market, {percent} % so far.{' '}
        <progress value={data.done} max={Math.max(data.total, 1)} />
      </label>
    </div>
  )
}
