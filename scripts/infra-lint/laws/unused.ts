/** Nothing is declared that nobody uses, and every Bicep file is reached from main.bicep. */
import { posix } from 'node:path'
import type { Violation } from '../../tidy/project.ts'
import type { BicepFile } from '../bicep/syntax.ts'
import { expressionsIn, typesIn } from '../bicep/walk.ts'
import { type InfraLaw, type InfraProject, MAIN } from '../project.ts'

export const unused: InfraLaw = {
  name: 'unused',
  says: 'no parameter, variable, type, function, import, existing resource or file without a use',
  check: (project) => [...project.sources.values()].flatMap((file) => [...lost(project, file), ...idle(project, file)]),
}

/** Files that neither a module nor an import leads to. */
function lost({ sources }: InfraProject, { path }: BicepFile): Violation[] {
  if (path === MAIN) return []
  const reached = [...sources.values()].some((file) => leadsFrom(file).some((lead) => lead.path === path))
  return reached ? [] : [{ path, line: 1, message: 'no module or import leads here; use the file or delete it' }]
}

function leadsFrom({ path, declarations }: BicepFile): { path: string; original: string }[] {
  return declarations.flatMap((each) => {
    if (each.kind !== 'module' && each.kind !== 'import') return []
    const original = each.kind === 'import' ? each.original : ''
    return [{ path: posix.join(posix.dirname(path), each.file), original }]
  })
}

function idle({ sources }: InfraProject, { path, declarations }: BicepFile): Violation[] {
  const expressions = expressionsIn(declarations)
  const types = typesIn(declarations)
  const spoken = new Set([
    ...expressions.flatMap((each) => (each.kind === 'name' ? [each.name] : [])),
    ...types.flatMap((each) => (each.kind === 'named' ? each.name.split('.') : [])),
  ])
  const leads = [...sources.values()].flatMap(leadsFrom).filter((lead) => lead.path === path)
  const taken = new Set(leads.map(({ original }) => original))
  return declarations.flatMap((each) => {
    const { kind, name, line } = each
    const isKept =
      kind === 'output' || kind === 'module' || kind === 'note' || (kind === 'resource' && !each.isExisting)
    const isShared = each.decorators.some((decorator) => decorator.name === 'export')
    const isUsed = spoken.has(name) || (isShared && (taken.has(name) || taken.has('*')))
    return isKept || isUsed ? [] : [{ path, line, message: `nothing uses ${kind} '${name}'; use it or delete it` }]
  })
}
