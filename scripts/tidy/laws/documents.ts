/** A document has one title, no section without words and no promise in place of text. */
import type { Law, Violation } from '../project.ts'

const PROMISE =
  /\b(lorem ipsum|coming soon|TB[D]|W[I]P|work in progress|to be (written|added|done)|fill (this )?in later)\b/i

interface Heading {
  readonly line: number
  readonly level: number
}

export const documents: Law = {
  name: 'documents',
  says: 'markdown has one H1, no empty section and no placeholder',
  check: (project) => {
    const documents = [...project.files].filter(([path]) => path.endsWith('.md') && !path.startsWith('.github/'))
    return documents.flatMap(([path, text]) => judge(path, prose(text)))
  },
}

function judge(path: string, lines: readonly string[]): Violation[] {
  const headings = lines.flatMap((text, index): Heading[] => {
    const marks = /^(#{1,6}) /.exec(text)?.[1]
    return marks === undefined ? [] : [{ line: index + 1, level: marks.length }]
  })
  const titles = headings.filter(({ level }) => level === 1)
  const titled = titles.length === 1 ? [] : [`has ${titles.length} titles; write one line that begins with '# '`]
  const empty = headings.filter((heading, index) => isEmpty(lines, heading, headings[index + 1]))
  const promises = lines.flatMap((text, index) => {
    const words = PROMISE.exec(text)?.[0]
    return words === undefined
      ? []
      : [{ path, line: index + 1, message: `'${words}' is a placeholder; write it or leave it out` }]
  })
  return [
    ...titled.map((message) => ({ path, line: titles[1]?.line ?? 1, message })),
    ...empty.map(({ line }) => ({ path, line, message: 'a section without words; write it or leave it out' })),
    ...promises,
  ]
}

/** True when nothing stands between a heading and the next one of its level or above, or the end. */
function isEmpty(lines: readonly string[], heading: Heading, next: Heading | undefined): boolean {
  if (next !== undefined && next.level > heading.level) return false
  return lines.slice(heading.line, next === undefined ? undefined : next.line - 1).every((text) => text.trim() === '')
}

/** The lines with fenced code replaced by a dot, so that a shell comment is no heading. */
function prose(text: string): readonly string[] {
  let fenced = false
  return text.split('\n').map((line) => {
    const fence = /^\s*(```|~~~)/.test(line)
    if (fence) fenced = !fenced
    return fence || fenced ? '.' : line
  })
}
