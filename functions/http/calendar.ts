/** The trading calendar, and closures of the exchange by command. */
import {
  calendarQuerySchema,
  calendarRowSchema,
  calendarSchema,
  closurePathSchema,
  closureRequestSchema,
} from '../../shared/contracts/api/calendar.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { closeMarket, reopenMarket } from '../../shared/flows/close-market.ts'
import { readCalendar } from '../../shared/flows/read-calendar.ts'
import { door } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'

export const calendarDoors = {
  calendar: door({
    summary: 'Sessions, early closes, holidays and closures day by day; UNKNOWN beyond the horizon.',
    query: calendarQuerySchema,
    answer: calendarSchema,
    handle: async ({ context, query }) => {
      const answer = await readCalendar(context, query)
      if (answer.kind === 'refused') throw refusal(400, { ...answer, code: 'INVALID_QUERY' })
      return { body: encodeWire(calendarSchema, answer.calendar), cacheable: true }
    },
  }),
  'calendar-close': door({
    summary: 'Closes a session of the exchange that is still to come, whole or from a minute on, with a reason.',
    path: closurePathSchema,
    body: closureRequestSchema,
    answer: calendarRowSchema,
    handle: async ({ context, path, body, actor }) => {
      const outcome = await closeMarket(context, { day: path.day, closure: body, by: actor })
      if (outcome.kind === 'refused') throw refusal(422, outcome)
      return { body: encodeWire(calendarRowSchema, outcome.row) }
    },
  }),
  'calendar-reopen': door({
    summary: 'Takes a closure back: the day is again what the rules say.',
    path: closurePathSchema,
    answer: calendarRowSchema,
    handle: async ({ context, path }) => {
      const outcome = await reopenMarket(context, path.day)
      if (outcome.kind === 'absent') throw new HttpProblem(404, 'NO_SUCH_CLOSURE', `${path.day} has no closure.`)
      if (outcome.kind === 'refused') throw refusal(422, outcome)
      return { body: encodeWire(calendarRowSchema, outcome.row) }
    },
  }),
}

interface Refusal {
  readonly code: string
  readonly field: string
  readonly message: string
}

const refusal = (status: number, { code, field, message }: Refusal): HttpProblem =>
  new HttpProblem(status, code, `${field} ${message}`, { errors: [{ field, message }] })
