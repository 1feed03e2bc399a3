/** Somebody hears in time of what the desk costs. */
import type { Violation } from '../../tidy/project.ts'
import { type Deployed, exactOf, fieldsOf, itemsOf, textOf, valueAt } from '../evaluate/value.ts'
import type { InfraLaw } from '../project.ts'
import { differ } from './bus.ts'

/** Percent of the amount, of what was spent or of what the month is expected to come to. */
const TOLD_AT = ['Actual 100', 'Actual 50', 'Actual 80', 'Forecasted 100']

export const budget: InfraLaw = {
  name: 'budget',
  says: `every budget tells the action group at ${TOLD_AT.join(', ')} percent, and begins on a written day`,
  check: ({ runs }) =>
    runs.flatMap(({ resources }) => {
      const budgets = resources.filter(({ type }) => type === 'Microsoft.Consumption/budgets')
      return budgets.flatMap((resource) => {
        const { fields } = fieldsOf(valueAt(resource.body, 'properties.notifications'))
        const told = [...fields.values()].flatMap(({ value }) => {
          const groups = valueAt(value, 'contactGroups')
          const isHeard = exactOf(valueAt(value, 'enabled')) === true && groups !== undefined
          if (!isHeard || itemsOf(groups).items.length === 0) return []
          return [`${textOf(valueAt(value, 'thresholdType'))} ${textOf(valueAt(value, 'threshold'))}`]
        })
        return [...differ(resource.at, 'percents that are told', told.sort(), TOLD_AT), ...judgeStart(resource)]
      })
    }),
}

/** Azure refuses another day for a budget that is there: one that moves with the clock fails next month. */
function judgeStart({ at, key, body }: Deployed): Violation[] {
  const start = textOf(valueAt(body, 'properties.timePeriod.startDate'))
  if (/^(\d{4}-\d{2}-01|‹param \w+›)$/.test(start)) return []
  return [{ ...at, message: `${key} has no written start; give it the first day of its first month, YYYY-MM-01` }]
}
