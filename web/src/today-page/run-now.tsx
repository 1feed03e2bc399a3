/** Asks before a job of the schedule is run by hand. */
import type { Slot } from '../../../shared/contracts/schedule.ts'
import { serverNow } from '../api/connection.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Permission } from '../parts/permission.tsx'
import { JOB_WORDS, runNowConsequences } from '../words/schedule.ts'
import { type Task, taskRequest } from './use-task.ts'

interface RunNowProps {
  readonly slot: Slot
  readonly task: Task
  readonly onClose: () => void
}

export default function RunNow({ slot, task, onClose }: RunNowProps) {
  const run = () => {
    onClose()
    const { path, body } = taskRequest(slot, serverNow())
    void task.submit(path, body)
  }
  return (
    <Confirm
      title={`Run “${JOB_WORDS[slot.job].name}” now in book ${slot.book}?`}
      consequences={runNowConsequences(slot)}
      action="Run it now"
      onConfirm={run}
      onCancel={onClose}
    >
      <Permission needs="Operator" error={null} />
    </Confirm>
  )
}
