/** The schedule of a day, what ran, and running a job by hand. */
import {
  scheduleQuerySchema,
  scheduleSchema,
  taskNameSchema,
  taskRequestSchema,
  taskRunsQuerySchema,
  taskRunsSchema,
} from '../../shared/contracts/api/schedule.ts'
import { slotSchema } from '../../shared/contracts/schedule.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { planTask } from '../../shared/flows/plan-task.ts'
import { readSchedule, shownOf } from '../../shared/flows/read-schedule.ts'
import { door } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'
import { runDue } from '../guard/timer.ts'

export const scheduleDoors = {
  schedule: door({
    summary: 'The slots of a day: what ran, what is upcoming, overdue or missed, and why.',
    query: scheduleQuerySchema,
    answer: scheduleSchema,
    handle: async ({ context, query }) => ({
      body: encodeWire(scheduleSchema, await readSchedule(context, query.book ?? 'paper', query.day)),
      cacheable: true,
    }),
  }),
  'task-runs': door({
    summary: 'Slots that something has touched, newest first.',
    query: taskRunsQuerySchema,
    answer: taskRunsSchema,
    handle: async ({ context, query }) => ({
      body: encodeWire(taskRunsSchema, await context.reads.taskRuns(query, context.clock.now())),
      cacheable: true,
    }),
  }),
  'task-run': door({
    summary: 'Runs a job now in a slot of its own; the same day and slot again answers what the first did.',
    path: taskNameSchema,
    body: taskRequestSchema,
    answer: slotSchema,
    handle: async ({ context, path, body, invocation }) => {
      const planned = planTask(path.name, { ...body, book: body.book ?? 'paper' }, context.clock.now())
      if (planned.kind === 'refused') {
        const { field, code, message } = planned
        throw new HttpProblem(422, code, `${field} ${message}`, { errors: [{ field, message }] })
      }
      await runDue(context, planned.slot, { trigger: 'operator', invocation })
      const stored = await context.schedule.find(planned.slot)
      if (!stored) throw new Error(`slot ${planned.slot.slot} was claimed and is not stored`)
      return { status: 202, body: encodeWire(slotSchema, shownOf(stored)) }
    },
  }),
}
