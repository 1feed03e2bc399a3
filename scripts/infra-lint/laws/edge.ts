/** The front door sends the security headers of the code, to the site alone. */
import { SECURITY_HEADERS } from '../../../shared/contracts/security-headers.ts'
import type { Violation } from '../../tidy/project.ts'
import { type Deployed, itemsOf, textOf, type Value, valueAt } from '../evaluate/value.ts'
import type { InfraLaw } from '../project.ts'
import { differ } from './bus.ts'

const RULE = 'Microsoft.Cdn/profiles/ruleSets/rules'
/** https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions */
const ACTIONS_MAX = 5
const ROUTE = 'Microsoft.Cdn/profiles/afdEndpoints/routes'

export const headers: InfraLaw = {
  name: 'headers',
  says: 'the rule set of Front Door overwrites the headers of shared/contracts/security-headers.ts on the site',
  check: ({ runs }) =>
    runs.flatMap(({ resources }) => {
      const routes = resources.filter(({ type }) => type === ROUTE)
      const [first] = routes
      if (first === undefined) return []
      const rules = resources.filter(({ type }) => type === RULE)
      const given = rules.flatMap(headersOf)
      const names = new Set([...Object.keys(SECURITY_HEADERS), ...given.map(({ name }) => name)])
      const ruled = routes.filter((route) => valueAt(route.body, 'properties.ruleSets') !== undefined)
      const bare = ruled.length > 0 ? [] : [{ ...first.at, message: 'no route uses the rule set; name it in ruleSets' }]
      const wide = ruled.filter((route) => patternsOf(route).includes('/*'))
      return [
        ...[...names].flatMap((name) => {
          const found = given.filter((header) => header.name === name)
          const place = found[0]?.at ?? first.at
          return differ(place, `header ${name}`, found.map(({ value }) => value).join(), SECURITY_HEADERS[name] ?? '')
        }),
        ...bare,
        ...rules.flatMap(crowdOf),
        ...wide.map(({ at }) => ({
          ...at,
          message: "a rule set stands on '/*', where the API sends its own; remove it",
        })),
      ]
    }),
}

function actionsOf(rule: Deployed): readonly Value[] {
  const actions = valueAt(rule.body, 'properties.actions')
  return actions === undefined ? [] : itemsOf(actions).items
}

function crowdOf(rule: Deployed): Violation[] {
  const { length } = actionsOf(rule)
  if (length <= ACTIONS_MAX) return []
  return [{ ...rule.at, message: `${rule.key} has ${length} actions, Azure takes ${ACTIONS_MAX}; make a second rule` }]
}

function headersOf(rule: Deployed) {
  return actionsOf(rule).flatMap((action) => {
    if (textOf(valueAt(action, 'parameters.headerAction')) !== 'Overwrite') return []
    const name = textOf(valueAt(action, 'parameters.headerName')).toLowerCase()
    return [{ name, value: textOf(valueAt(action, 'parameters.value')), at: action.at }]
  })
}

function patternsOf(route: Deployed): readonly string[] {
  const patterns = valueAt(route.body, 'properties.patternsToMatch')
  return patterns === undefined ? [] : itemsOf(patterns).items.map(textOf)
}
