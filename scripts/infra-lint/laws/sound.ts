/** What must hold before anything else can be judged: the text parses, the parts fit, every name leads somewhere. */
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
