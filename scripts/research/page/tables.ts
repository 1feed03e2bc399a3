/** The two forms of a table on a page: facts by name, and rows under a head. */
import { type Html, html } from '../../../shared/base/html.ts'
import { UNKNOWN } from './figures.ts'

export type Cell = string | Html

/** On a narrow screen facts wrap between words, and wide tables scroll by themselves. */
export const TABLE_STYLE = html`<style>
.facts th{overflow-wrap:normal;width:45%}
.facts .number{white-space:normal}
.scroll th,.scroll td{overflow-wrap:normal}
.scroll td.text{min-width:6rem}
</style>`

const shown = (cell: Cell): Html | string => (cell === UNKNOWN ? html`<strong class="warn">${UNKNOWN}</strong>` : cell)

/** Facts by name, one a row. */
export function factTable(caption: string, facts: readonly (readonly [name: string, value: Cell])[]): Html {
  const rows = facts.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td class="fact">${shown(value)}</td></tr>`,
  )
  return html`<table class="facts"><caption>${caption}</caption><tbody>${rows}</tbody></table>`
}

export interface Column {
  readonly name: string
  /** `words` are broken into lines, nothing else is. */
  readonly kind?: 'number' | 'words'
}

/** A heading, words, and a table that scrolls by itself where it is too wide; the words alone when it is empty. */
export function section(
  title: string,
  words: Cell,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): Html {
  const heading = html`<h2>${title}</h2>${words === '' ? '' : html`<p class="quiet">${words}</p>`}`
  if (rows.length === 0) return html`<section>${heading}</section>`
  const kindOf = (index: number): string => columns[index]?.kind ?? 'text'
  const head = columns.map(({ name }, index) => html`<th scope="col" class="${kindOf(index)}">${name}</th>`)
  const body = rows.map((cells) => {
    const row = cells.map((cell, index) => html`<td class="${kindOf(index)}">${shown(cell)}</td>`)
    return html`<tr>${row}</tr>`
  })
  return html`<section>${heading}<div class="scroll" tabindex="0" role="region" aria-label="${title}">
<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div></section>`
}
