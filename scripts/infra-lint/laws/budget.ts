/** Somebody hears in time of what the desk costs. */
import { exactOf, fieldsOf, itemsOf, textOf, valueAt } from '../evaluate/value.ts'
import type { InfraLaw } from '../project.ts'
import { differ } from './bus.ts'

/** Percent of the amount, of what was spent or of what the month is expected to come to. */
const TOLD_AT = ['Actual 100', 'Actual 50', 'Actual 80', 'Forecasted 100']

export const budget: InfraLaw = {
  name: 'budget',
  says: `every budget tells the action group at ${TOLD_AT.join(', ')} percent`,
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
        return differ(resource.at, 'percents that are told', told.sort(), TOLD_AT)
      })
    }),
}
