/** What must hold before anything else can be judged: the text parses, the parts fit, every name leads somewhere. */
import { textOf } from '../evaluate/value.ts'
import { type InfraLaw, MAIN } from '../project.ts'

export const syntax: InfraLaw = {
  name: 'syntax',
  says: 'every Bicep file parses, by our reader and by the published grammar; every data file is JSON',
  check: (project) => project.broken,
}

export const wiring: InfraLaw = {
  name: 'wiring',
  says: 'modules, imports and loaded files exist; parameters are declared, passed and of their type and bounds',
  check: ({ files, runs }) => {
    if (!files.has(MAIN)) return [{ path: MAIN, line: 1, message: 'is missing; everything begins there' }]
    return runs.flatMap(({ faults }) => faults.filter(({ law }) => law === 'wiring'))
  },
}

export const names: InfraLaw = {
  name: 'names',
  says: 'every name, member, output, function, type and index that is used exists',
  check: ({ runs }) => runs.flatMap(({ faults }) => faults.filter(({ law }) => law === 'names')),
}

export const placed: InfraLaw = {
  name: 'placed',
  says: 'a resource has as many names as its type has parts: a child has its parent, or its name in its own',
  check: ({ runs }) =>
    runs.flatMap(({ resources }) =>
      resources.flatMap(({ type, name, key, at }) => {
        const parts = type.split('/').length - 1
        const names = withoutUnknown(name).split('/').length
        const message = `${key} has ${names} names for the ${parts} parts of ${type}; name its parent`
        return names === parts ? [] : [{ ...at, message }]
      }),
    ),
}

/** What only Azure knows is one name, whatever stands in its text. */
function withoutUnknown(text: string): string {
  const rest = text.replaceAll(/‹[^‹›]*›/g, 'x')
  return rest === text ? rest : withoutUnknown(rest)
}

export const unique: InfraLaw = {
  name: 'unique',
  says: 'no resource is made twice under the same name',
  check: ({ runs }) =>
    runs
      .filter(({ isClosed }) => isClosed)
      .flatMap(({ resources }) => {
        const made = new Map<string, string>()
        return resources.flatMap((resource) => {
          const { type, name, key, at, isExisting, body, parent } = resource
          if (isExisting) return []
          const scope = textOf(body.fields.get('scope')?.value)
          const id = `${type} ${name} ${scope} ${parent?.key ?? ''}`.toLowerCase()
          const first = made.get(id)
          if (first === undefined) made.set(id, key)
          const message = `${key} has the type and name of ${first}; give one of them another name`
          return first === undefined ? [] : [{ ...at, message }]
        })
      }),
}
