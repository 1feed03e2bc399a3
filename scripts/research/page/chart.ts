/** Lines and maps as inline SVG and tables: no script, readable in light and dark and on paper. */
import { type Html, html } from '../../../shared/base/html.ts'

export const CHART_STYLE = html`<style>
td.text,th.text{white-space:nowrap}td.words{min-width:14rem}
.fact{text-align:right}.fact code{overflow-wrap:anywhere}
figure{margin:12px 0 0}
figcaption{display:flex;justify-content:space-between;gap:12px;color:var(--quiet);font-size:12px}
svg{display:block;width:100%;height:140px;border:1px solid var(--line)}
polyline{fill:none;stroke-width:1.5;vector-effect:non-scaling-stroke}
.gain{stroke:var(--good)}.loss{stroke:var(--bad)}
.zero{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
.heat td{text-align:right;padding:5px 8px;border:1px solid var(--line)}
.heat th{padding:5px 8px;border:1px solid var(--line)}
</style>`

const WIDTH = 1_000
const HEIGHT = 200
/** Columns of the drawing; of more values than twice these, each column keeps its lowest and its highest. */
const COLUMNS = 500

interface Point {
  readonly at: number
  readonly value: number
}

/** The values, or of many the extremes of each part in their order, so that no spike is lost. */
function thinned(values: Float64Array): readonly Point[] {
  const points = Array.from(values, (value, at) => ({ at, value }))
  if (points.length <= 2 * COLUMNS) return points
  const part = Math.ceil(points.length / COLUMNS)
  return Array.from({ length: Math.ceil(points.length / part) }, (_, column) => {
    const some = points.slice(column * part, (column + 1) * part)
    const low = some.reduce((least, point) => (point.value < least.value ? point : least))
    const high = some.reduce((most, point) => (point.value > most.value ? point : most))
    return low.at < high.at ? [low, high] : [high, low]
  }).flat()
}

export interface Line {
  /** What it shows, in words, with its first and last value. */
  readonly title: string
  readonly values: Float64Array
  /** Days of the first and the last value. */
  readonly from: string
  readonly to: string
  /** A value whose level is drawn across. */
  readonly level: number
  readonly tone: 'gain' | 'loss'
}

/** A line over time, as high as its values reach. */
export function lineChart({ title, values, from, to, level, tone }: Line): Html {
  const low = values.reduce((least, value) => Math.min(least, value), level)
  const high = values.reduce((most, value) => Math.max(most, value), level)
  const range = high > low ? high - low : 1
  const x = (at: number): string => ((at / Math.max(1, values.length - 1)) * WIDTH).toFixed(1)
  const y = (value: number): string => (HEIGHT - 4 - ((value - low) / range) * (HEIGHT - 8)).toFixed(1)
  const points = thinned(values)
    .map(({ at, value }) => `${x(at)},${y(value)}`)
    .join(' ')
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}">
<line class="zero" x1="0" x2="${WIDTH}" y1="${y(level)}" y2="${y(level)}"></line>
<polyline class="${tone}" points="${points}"></polyline></svg>
<figcaption><span>${from}</span><span>${title}</span><span>${to}</span></figcaption></figure>`
}

export interface HeatMap {
  readonly caption: string
  readonly rowName: string
  readonly columnName: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** By row, then column; null is UNKNOWN. */
  readonly values: readonly (readonly (number | null)[])[]
  readonly textOf: (value: number | null) => string
}

/** Strongest share of colour behind a figure: its text stays readable. */
const TINT_MAX = 45

/** A table whose cells are tinted by what they hold: green above zero, red below, the stronger the further. */
export function heatMap({ caption, rowName, columnName, rows, columns, values, textOf }: HeatMap): Html {
  const furthest = values.flat().reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0)
  const head = columns.map((name) => html`<th scope="col">${name}</th>`)
  const body = rows.map((name, row) => {
    const cells = columns.map((_, column) => {
      const value = values[row]?.[column] ?? null
      const tint = value === null || furthest === 0 ? 0 : Math.round((Math.abs(value) / furthest) * TINT_MAX)
      const colour = (value ?? 0) < 0 ? '--bad' : '--good'
      return html`<td style="background:color-mix(in srgb,var(${colour}) ${tint}%,transparent)">${textOf(value)}</td>`
    })
    return html`<tr><th scope="row">${name}</th>${cells}</tr>`
  })
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="heat">
<caption>${caption}</caption><thead><tr><th scope="col">${rowName} \\ ${columnName}</th>${head}</tr></thead>
<tbody>${body}</tbody></table></div>`
}
