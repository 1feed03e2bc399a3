/** Who may do what: ids of roles stand in one file, and every grant is narrow, named by its parts and for a service. */
import type { Violation } from '../../tidy/project.ts'
import { AZURE_ROLES } from '../azure-roles.ts'
import type { BicepFile } from '../bicep/syntax.ts'
import { expressionsIn } from '../bicep/walk.ts'
import { type Deployed, exactOf, textOf, valueAt } from '../evaluate/value.ts'
import type { InfraLaw, InfraProject } from '../project.ts'

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi
const ROLES = 'infra/roles.bicep'
const ASSIGNMENT = 'Microsoft.Authorization/roleAssignments'

export const roles: InfraLaw = {
  name: 'roles',
  says: 'GUIDs stand in roles.bicep alone and are those of Azure; grants are scoped, named by guid() and to services',
  check: (project) => [
    ...[...project.sources.values()].flatMap(strayIds),
    ...listed(project),
    ...project.runs.flatMap(({ resources }) => resources.filter(({ type }) => type === ASSIGNMENT).flatMap(judge)),
  ],
}

function strayIds({ path, declarations }: BicepFile): Violation[] {
  if (path === ROLES) return []
  return expressionsIn(declarations).flatMap((each) => {
    const texts = each.kind === 'literal' ? [String(each.value)] : each.kind === 'text' ? each.parts : []
    const ids = texts.flatMap((text) => (typeof text === 'string' ? (text.match(GUID) ?? []) : []))
    return ids.map((id) => ({ path, line: each.line, message: `${id} stands here; name it in ${ROLES} and import it` }))
  })
}

/** Every entry of roles.bicep is Azure's, under its name, and granted by somebody. */
function listed({ sources, runs }: InfraProject): Violation[] {
  const source = sources.get(ROLES)
  const granted = runs.flatMap(({ resources }) => resources.flatMap(roleIdsOf))
  const entries = expressionsIn(source?.declarations ?? []).flatMap((each) =>
    each.kind === 'object' ? each.properties : [],
  )
  return entries.flatMap(({ key, value, line }) => {
    const name = key.kind === 'literal' ? String(key.value) : ''
    const id = value.kind === 'literal' ? String(value.value) : ''
    const known = AZURE_ROLES[name]
    if (known === undefined)
      return [{ path: ROLES, line, message: `no role '${name}' is known; add it to AZURE_ROLES` }]
    if (known !== id) return [{ path: ROLES, line, message: `${name} is ${known} in Azure; mend the id` }]
    const message = `${name} is granted to nobody; delete it`
    return runs.length === 0 || granted.includes(id) ? [] : [{ path: ROLES, line, message }]
  })
}

/** Ids of the roles that a grant gives. */
export function roleIdsOf(grant: Deployed): readonly string[] {
  if (grant.type !== ASSIGNMENT) return []
  return textOf(valueAt(grant.body, 'properties.roleDefinitionId')).match(GUID) ?? []
}

function judge(grant: Deployed): Violation[] {
  const scope = grant.body.fields.get('scope')?.value
  const ids = roleIdsOf(grant)
  const faults = [
    scope === undefined ? 'is on the whole group; give it the scope of one resource' : null,
    /^(\||‹guid\()/.test(grant.name) ? null : 'has a name of its own; name it guid(scope, principal, role)',
    exactOf(valueAt(grant.body, 'properties.principalType')) === 'ServicePrincipal'
      ? null
      : "does not say principalType: 'ServicePrincipal'; say it, a new identity is not found at once without",
    ids.length > 0 && ids.every((id) => Object.values(AZURE_ROLES).includes(id))
      ? null
      : 'grants a role that is not known; import it from roles.bicep',
  ]
  return faults.flatMap((fault) => (fault === null ? [] : [{ ...grant.at, message: `${grant.key} ${fault}` }]))
}
