/** The map of two parameters: what the Sharpe ratio does when they change. */
import { type Html, html } from '../../../shared/base/html.ts'
import type { Cell } from '../../../shared/contracts/research.ts'
import { heatMap } from './chart.ts'
import { fixed, valueText } from './figures.ts'

interface Axis {
  readonly name: string
  readonly index: number
  /** In the order of the configuration. */
  readonly values: readonly string[]
}

/** The parameters that have more than one value, in the order of the configuration. */
function axesOf(cells: readonly Cell[]): readonly Axis[] {
  const axes = (cells[0]?.params ?? []).map(({ name }, index) => {
    return { name, index, values: [...new Set(cells.map(({ params }) => valueText(params[index]?.value)))] }
  })
  return axes.filter(({ values }) => values.length > 1)
}

/** Middle of the known values, the lower of two. */
function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[(sorted.length - 1) >> 1] ?? null
}

/** The first two parameters that vary, each field the median over the others; nothing where fewer than two do. */
export function heatSection(cells: readonly Cell[]): Html {
  const [row, column, ...others] = axesOf(cells)
  if (!row || !column) return html``
  const fields = new Map<string, number[]>()
  for (const { params, metrics } of cells) {
    const sharpe = metrics?.sharpe ?? null
    const key = `${valueText(params[row.index]?.value)}\n${valueText(params[column.index]?.value)}`
    if (sharpe !== null) fields.set(key, [...(fields.get(key) ?? []), sharpe])
  }
  const values = row.values.map((one) => column.values.map((other) => medianOf(fields.get(`${one}\n${other}`) ?? [])))
  const over = others.length === 0 ? '' : `, median over ${others.map(({ name }) => name).join(', ')}`
  return html`<section><h2>Map of two parameters</h2>${heatMap({
    caption: `Sharpe ratio by ${row.name} and ${column.name}${over}`,
    rowName: row.name,
    columnName: column.name,
    ...{ rows: row.values, columns: column.values, values },
    textOf: (value) => fixed(value),
  })}</section>`
}
