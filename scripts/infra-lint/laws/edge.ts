/** The front door sends the security headers of the code, to the site alone. */
import { SECURITY_HEADERS } from '../../../shared/contracts/security-headers.ts'
import { type Deployed, itemsOf, textOf, valueAt } from '../evaluate/value.ts'
import type { InfraLaw } from '../project.ts'
import { differ } from './bus.ts'

const RULE = 'Microsoft.Cdn/profiles/ruleSets/rules'
const ROUTE = 'Microsoft.Cdn/profiles/afdEndpoints/routes'

export const headers: InfraLaw = {
  name: 'headers',
  says: 'the rule set of Front Door overwrites the headers of shared/contracts/security-headers.ts on the site',
  check: ({ runs }) =>
    runs.flatMap(({ resources }) => {
      const routes = resources.filter(({ type }) => type === ROUTE)
      const [first] = routes
      if (first === undefined) return []
      const given = resources.filter(({ type }) => type === RULE).flatMap(headersOf)
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
        ...wide.map(({ at }) => ({
          ...at,
          message: "a rule set stands on '/*', where the API sends its own; remove it",
        })),
      ]
    }),
}

function headersOf(rule: Deployed) {
  const actions = valueAt(rule.body, 'properties.actions')
  const { items } = actions === undefined ? { items: [] } : itemsOf(actions)
  return items.flatMap((action) => {
    if (textOf(valueAt(action, 'parameters.headerAction')) !== 'Overwrite') return []
    const name = textOf(valueAt(action, 'parameters.headerName')).toLowerCase()
    return [{ name, value: textOf(valueAt(action, 'parameters.value')), at: action.at }]
  })
}

function patternsOf(route: Deployed): readonly string[] {
  const patterns = valueAt(route.body, 'properties.patternsToMatch')
  return patterns === undefined ? [] : itemsOf(patterns).items.map(textOf)
}
