/** How far a sweep job is: a bar, its counts, and when it ends. */
import type { SweepJob } from '../../../shared/contracts/api/sweeps.ts'
import { useTextNow } from '../shell/ticker.ts'
import { endText, progressText } from '../words/sweeps.ts'
import { Unknown } from './unknown.tsx'

export function SweepProgress({ job }: { readonly job: SweepJob }) {
  const end = useTextNow((now) => endText(job, now) ?? '')
  return (
    <span className="progress">
      <progress value={job.done} max={job.cells} aria-label={`Cells of ${job.jobId}`} />
      <span>{progressText(job)}</span>
      <span className="quiet">
        {end === '' ? (
          <>
            end <Unknown why="The pace so far does not say." />
          </>
        ) : (
          end
        )}
      </span>
    </span>
  )
}
