/** Takes the helpers and the table of checks out of RUNBOOK.md, so that what is executed is what the page says. */

export interface Row {
  /** The first cell: what the Azure runbook asks for. */
  readonly name: string
  /** Every command in the second cell, in its order. */
  readonly commands: readonly string[]
}

export interface Runbook {
  /** Shell functions and variables that the commands use. */
  readonly helpers: string
  readonly rows: readonly Row[]
}

const TABLE = '## The Azure runbook, check by check'
const HELPERS = '## Helpers'

/** Throws when the page has lost its helpers or its table. */
export function readRunbook(page: string): Runbook {
  const helpers = /```bash\n([\s\S]*?)```/.exec(sectionOf(page, HELPERS))?.[1]
  if (helpers === undefined) throw new Error(`RUNBOOK.md has no shell block under "${HELPERS}"`)
  const rows = sectionOf(page, TABLE)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2) // the head and the line below it
    .map(rowOf)
  if (rows.length === 0) throw new Error(`RUNBOOK.md has no table under "${TABLE}"`)
  return { helpers, rows }
}

function sectionOf(page: string, title: string): string {
  const start = page.indexOf(`${title}\n`)
  if (start < 0) throw new Error(`RUNBOOK.md has no section "${title}"`)
  const next = page.indexOf('\n## ', start + title.length)
  return page.slice(start, next < 0 ? undefined : next)
}

/** Cells are parted by bars; a bar inside a command is written `\|`. */
function rowOf(line: string): Row {
  const cells = line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
  const [name = '', here = ''] = cells
  return { name, commands: [...here.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '') }
}
