/** The daily report as one page: no script, nothing from elsewhere, readable on a phone, in the dark and on paper. */
import { type Decimal, isPositive, isZero } from '../../base/decimal.ts'
import { type Html, html } from '../../base/html.ts'
import { type Instant, isoOf, MINUTE_MS } from '../../base/instant.ts'
import { fixedText, signedText } from '../../base/number-text.ts'
import { STYLE } from '../../base/page-style.ts'
import type { DailyReport } from '../../contracts/api/reports.ts'
import { wordsOf } from '../../contracts/reasons.ts'
import type { Slot } from '../../contracts/schedule.ts'
import { minuteText, newYorkMinuteOf, tradingDayOf } from '../calendar/index.ts'

export function reportPage(report: DailyReport): string {
  const { book, day, madeAt, synthetic } = report
  const made = clockOf(madeAt, null)
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Daily report ${day}, ${book}</title>${STYLE}</head><body><main>
<h1>Daily report ${day} <small>${book} book</small></h1>
<div class="pair">${profitTable(report)}${tradingTable(report)}</div>
<p class="quiet">Made ${made.newYork}, ${made.utc}.${synthetic ? ' Prices behind it were made up.' : ''}</p>
${incidentsSection(report)}${scheduleSection(report)}${refusalsSection(report)}${positionsSection(report)}
</main></body></html>
`
  return page.markup
}

type Cell = string | Html

const UNKNOWN = html`<strong class="warn">UNKNOWN</strong>`

const known = (value: Decimal | null, textOf: (value: Decimal) => Cell): Cell =>
  value === null ? UNKNOWN : textOf(value)

const dollars = (value: Decimal): string => fixedText(value, 2)

/** Prices and shares with all their digits, and at least `places` after the point. */
const exact = (value: Decimal, places: number): string =>
  fixedText(value, Math.max(places, value.split('.')[1]?.length ?? 0))

const gain = (value: Decimal): Cell => {
  const text = signedText(value, 2)
  return isZero(value) ? text : html`<span class="${isPositive(value) ? 'good' : 'bad'}">${text}</span>`
}

/** New York's clock and UTC, each with its date where that is not the day of the report. */
function clockOf(at: Instant, day: string | null): { readonly newYork: string; readonly utc: string } {
  const dated = (date: string, time: string): string => (date === day ? time : `${date} ${time}`)
  return {
    newYork: `${dated(tradingDayOf(at), minuteText(newYorkMinuteOf(at)))} ET`,
    utc: `${dated(isoOf(at).slice(0, 10), isoOf(at).slice(11, 16))} UTC`,
  }
}

function timeOf(at: Instant, day: string): Html {
  const { newYork, utc } = clockOf(at, day)
  return html`<time datetime="${isoOf(at)}">${newYork}<br><small>${utc}</small></time>`
}

/** Facts by name, one a row. */
function factTable(caption: string, facts: readonly (readonly [name: string, value: Cell])[]): Html {
  const rows = facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="number">${value}</td></tr>`)
  return html`<table><caption>${caption}</caption><tbody>${rows}</tbody></table>`
}

interface Column {
  readonly name: string
  readonly kind?: 'number' | 'time'
}

/** A heading and a table, which scrolls by itself where it is too wide for the screen; a sentence when it is empty. */
function section(title: string, columns: readonly Column[], rows: readonly (readonly Cell[])[], none: string): Html {
  if (rows.length === 0) return html`<section><h2>${title}</h2><p>${none}</p></section>`
  const kindOf = (index: number): string => columns[index]?.kind ?? 'text'
  const head = columns.map(({ name }, index) => html`<th scope="col" class="${kindOf(index)}">${name}</th>`)
  const body = rows.map((cells) => {
    const row = cells.map((cell, index) => html`<td class="${kindOf(index)}">${cell}</td>`)
    return html`<tr>${row}</tr>`
  })
  return html`<section><h2>${title}</h2><div class="scroll" tabindex="0" role="region" aria-label="${title}">
<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div></section>`
}

const profitTable = ({ pnl }: DailyReport): Html =>
  factTable('Profit and loss, dollars', [
    ['Net', known(pnl.net, gain)],
    ['Realised', gain(pnl.realized)],
    ['Open', known(pnl.unrealized, gain)],
    ['Fees', dollars(pnl.fees)],
  ])

function tradingTable({ counts, execution }: DailyReport): Html {
  const { fills, sharesFilled, cost, costBp, spreadPercent } = execution
  const measured = (value: number | null, textOf: (value: number) => string): Cell =>
    value !== null ? textOf(value) : fills === 0 ? 'no fills' : UNKNOWN
  return factTable('Trading', [
    ['Decisions', String(counts.decisions)],
    ['Orders', String(counts.orders)],
    ['Fills', fills === 0 ? '0' : `${fills} of ${exact(sharesFilled, 0)} shares`],
    ['Trades closed', counts.trades === 0 ? '0' : `${counts.trades}, of which ${counts.winners} won`],
    [
      'Spread and slippage paid',
      cost === null ? UNKNOWN : measured(costBp, (bp) => `${dollars(cost)} dollars, ${bp.toFixed(2)} bp`),
    ],
    ['Mean spread', measured(spreadPercent, (percent) => `${percent.toFixed(3)} %`)],
  ])
}

const incidentsSection = ({ day, incidents }: DailyReport): Html =>
  section(
    'Incidents',
    [{ name: 'When', kind: 'time' }, { name: 'What' }],
    incidents.map(({ at, what, detail }) => [timeOf(at, day), html`<strong>${what}</strong><br>${detail}`]),
    'None.',
  )

const TONES: Readonly<Partial<Record<Slot['status'], string>>> = {
  COMPLETED: 'good',
  FAILED: 'bad',
  MISSED: 'bad',
  BLOCKED: 'bad',
  OVERDUE: 'bad',
}

const scheduleSection = ({ day, slots }: DailyReport): Html =>
  section(
    'Schedule',
    [{ name: 'Due', kind: 'time' }, { name: 'Slot' }],
    slots.map((slot) => [timeOf(slot.dueAt, day), outcomeOf(slot)]),
    'No slot of this day is stored.',
  )

function outcomeOf({ slot, status, reason, detail, lateByMs, startedAt, left }: Slot): Html {
  const late = startedAt === null || lateByMs === null ? 0 : Math.floor(lateByMs / MINUTE_MS)
  const words = [
    reason === null ? '' : wordsOf(reason),
    left.map(({ what, count }) => `${what}: ${count}.`).join(' '),
    late > 0 ? `Began ${late} min late.` : '',
    detail ?? '',
  ]
  const tone = TONES[status] ?? 'quiet'
  return html`${slot} <strong class="${tone}">${status}</strong><br>${words.filter(Boolean).join(' ')}`
}

const refusalsSection = ({ refusals, counts }: DailyReport): Html =>
  section(
    'Refusals',
    [{ name: 'Times', kind: 'number' }, { name: 'Reason' }],
    refusals.map(({ reason, count }) => [String(count), html`${wordsOf(reason)} <code>${reason}</code>`]),
    counts.decisions === 0 ? 'Nothing was decided.' : 'Every decision became an order or kept its position.',
  )

const positionsSection = ({ positions }: DailyReport): Html =>
  section(
    'Positions',
    [{ name: 'Position' }, { name: 'Last', kind: 'number' }, { name: 'Open', kind: 'number' }],
    positions.map(({ symbol, netQty, avgPrice, markPrice, unrealizedPnl }) => [
      html`<strong>${symbol}</strong><br><small>${exact(netQty, 0)} at ${known(avgPrice, averageText)}</small>`,
      known(markPrice, (price) => exact(price, 2)),
      known(unrealizedPnl, gain),
    ]),
    'Nothing is held.',
  )

const averageText = (price: Decimal): string => fixedText(price, 4)
