/** Each room of the domain is a known name with a door, and the door says what the room promises. */
import { isTest, type Law, type Project, type Violation } from '../project.ts'
import type { Source } from '../source.ts'
import { ROOMS } from './imports.ts'

export const rooms: Law = {
  name: 'rooms',
  says: 'each room of shared/domain has an index.ts that opens with what it is for and its numbered invariants',
  check: (project) => {
    const paths = [...project.sources.keys()].filter((path) => path.startsWith('shared/domain/') && !isTest(path))
    const names = new Set(paths.map((path) => path.split('/')[2] ?? ''))
    return [...names].flatMap((name) => judge(project, name))
  },
}

function judge(project: Project, name: string): Violation[] {
  const path = `shared/domain/${name}/index.ts`
  const known: readonly string[] = ROOMS
  if (!known.includes(name)) {
    const line = 1
    return [
      { path: `shared/domain/${name}`, line, message: `is no known room; rooms in order are ${ROOMS.join(', ')}` },
    ]
  }
  const index = project.sources.get(path)
  if (index === undefined)
    return [{ path, line: 1, message: `room ${name} has no door; export its few names from here` }]
  const message = complain(index)
  return message === null ? [] : [{ path, line: 1, message }]
}

function complain(index: Source): string | null {
  const [header] = index.comments
  const [first] = index.places.slice(1)
  const opens = header?.type === 'Block' && header.value.startsWith('*') && header.start < (first?.node.start ?? 1)
  if (!header || !opens) return 'opens without a header; begin with /** what the room is for and its invariants */'
  const numbers = [...header.value.matchAll(/^\s*\*?\s*(\d+)[.)]\s/gm)].map(([, digits]) => Number(digits))
  if (numbers.length === 0) return 'the header lists no invariants; number them 1., 2., …'
  const gap = numbers.findIndex((number, index) => number !== index + 1)
  return gap < 0 ? null : `invariant ${gap + 1} is numbered ${numbers[gap]}; number them 1., 2., … without holes`
}
