/** What a study came to as one page that opens without a server: no script, nothing from elsewhere. */
import { type Html, html } from '../../../shared/base/html.ts'
import { isoOf } from '../../../shared/base/instant.ts'
import { STYLE } from '../../../shared/base/page-style.ts'
import { wordsOf } from '../../../shared/contracts/reasons.ts'
import type { Cell, Metrics, SweepSummary } from '../../../shared/contracts/research.ts'
import type { RoundTrip } from '../../../shared/domain/performance/index.ts'
import { CHART_STYLE, lineChart } from './chart.ts'
import { fixed, percent, signed, valueText } from './figures.ts'
import { heatSection } from './heat.ts'
import { factTable, type Cell as Shown, section, TABLE_STYLE } from './tables.ts'

/** Rows of the longest tables; the rest lies in the files beside the page. */
const CELLS_MAX = 50
const TRADES_MAX = 200

/** The cell that is told in full: the best of a sweep, or the only one. */
export interface ToldCell {
  readonly cell: Cell
  readonly days: readonly string[]
  /** Dollars at the end of each day. */
  readonly equityUsd: Float64Array
  readonly trips: readonly RoundTrip[]
}

export interface Report {
  readonly summary: SweepSummary
  readonly cells: readonly Cell[]
  /** Null when no cell could be run. */
  readonly told: ToldCell | null
}

export function researchPage(report: Report): string {
  const { summary, told } = report
  const title = `${summary.strategy} on ${summary.symbols.join(', ')}`
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>${STYLE}${CHART_STYLE}${TABLE_STYLE}</head><body><main>
<h1>${title} <small>${summary.from} to ${summary.to}, ${summary.interval}, vendor ${summary.vendor}</small></h1>
${warningsSection(summary)}
<div class="pair">${told ? metricsTable(told, summary) : html`<p>No cell could be run.</p>`}${luckTable(summary)}</div>
${told ? charts(told) : ''}${foldsSection(summary)}${heatSection(report.cells)}${cellsSection(report)}
${told ? tradesSection(told, summary) : ''}${refusalsSection(told)}${manifestSection(summary)}
</main></body></html>
`
  return page.markup
}

/** Words that go with every Sharpe ratio of the sweep. */
const luck = ({ overfitting }: SweepSummary): string => {
  const { pbo, deflatedSharpe, trials } = overfitting
  return `PBO ${percent(pbo, 0)}, deflated Sharpe of the best ${fixed(deflatedSharpe)}, ${trials} trials`
}

function warningsSection({ warnings, synthetic }: SweepSummary): Html {
  const told = synthetic ? ['The prices behind it were made up.', ...warnings] : warnings
  if (told.length === 0) return html``
  const items = told.map((warning) => html`<li>${warning}</li>`)
  return html`<section><h2 class="warn">Before you believe it</h2><ul>${items}</ul></section>`
}

const paramsText = ({ params }: Cell): string =>
  params.length === 0 ? 'defaults' : params.map(({ name, value }) => `${name} ${valueText(value)}`).join(', ')

function metricsTable({ cell }: ToldCell, summary: SweepSummary): Html {
  const { metrics } = cell
  if (!metrics) return html`<p>Cell ${cell.cell} failed: ${cell.reason ?? ''}</p>`
  const caption = summary.cells === 1 ? 'Result' : `Best cell, ${cell.cell}: ${paramsText(cell)}`
  return factTable(caption, metricFacts(metrics, summary))
}

function metricFacts(metrics: Metrics, summary: SweepSummary): readonly (readonly [string, Shown])[] {
  const { sharpe, sharpeStandardError: error } = metrics
  return [
    ['Equity, dollars', `${fixed(metrics.startEquityUsd, 0)} → ${fixed(metrics.endEquityUsd)}`],
    ['Total return', percent(metrics.totalReturn)],
    ['Return per year', percent(metrics.annualReturn)],
    ['Volatility per year', percent(metrics.volatility)],
    ['Sharpe per year', html`${fixed(sharpe)} ± ${fixed(error)}<br><small>${luck(summary)}</small>`],
    ['Sortino', fixed(metrics.sortino)],
    ['Calmar', fixed(metrics.calmar)],
    ['Deepest drawdown', `${percent(metrics.maxDrawdown)}, longest ${fixed(metrics.maxDrawdownDays, 0)} days`],
    [
      'Worst day in twenty',
      `${percent(metrics.valueAtRisk95, 2)}, mean ${percent(metrics.conditionalValueAtRisk95, 2)}`,
    ],
    ['Days with a position', percent(metrics.exposure)],
    ['Turnover per year', fixed(metrics.turnover)],
    ['Round trips', `${metrics.trades}, ${percent(metrics.hitRate)} of them gained`],
    ['Profit factor', fixed(metrics.profitFactor)],
    ['Expectancy', `${signed(metrics.expectancyUsd)} dollars, ${percent(metrics.expectancy, 2)}`],
    ['System quality number', fixed(metrics.sqn)],
    [
      'Mean excursion against, for',
      `${percent(metrics.maxAdverseExcursion, 2)}, ${percent(metrics.maxFavourableExcursion, 2)}`,
    ],
    ['Fees; spread and slippage', `${fixed(metrics.feesUsd)}; ${fixed(metrics.costsUsd)} dollars`],
    ['Slippage, bp', fixed(metrics.slippageBps)],
    ['Appraisal ratio', fixed(metrics.appraisalRatio)],
    ['Alpha per year, beta', `${percent(metrics.alpha)}, ${fixed(metrics.beta)}`],
  ]
}

function luckTable({ overfitting, cells, failed, outOfSample }: SweepSummary): Html {
  const { expectedMaxSharpePerDay: expected } = overfitting
  return factTable('How likely it is luck', [
    ['Trials of the hypothesis', `${overfitting.trials} (${cells} here, ${failed} failed)`],
    ['Best Sharpe expected of luck, per year', fixed(expected === null ? null : expected * Math.sqrt(252))],
    ['Deflated Sharpe, probability', fixed(overfitting.deflatedSharpe)],
    ['Probabilistic Sharpe, probability', fixed(overfitting.probabilisticSharpe)],
    ['Shortest record that would do, years', fixed(overfitting.minTrackRecordYears, 1)],
    ['Probability of overfitting (PBO)', `${percent(overfitting.pbo, 0)}, ${overfitting.pboBlocks} blocks`],
    ['The chosen cell lost in the test', percent(overfitting.pboLoss, 0)],
    ['Reality check, p', fixed(overfitting.realityCheckPValue, 3)],
    ['Superior predictive ability, p', fixed(overfitting.spaPValue, 3)],
    ['Cells that stand after Holm', fixed(overfitting.holmSurvivors, 0)],
    ['Cells that stand after Benjamini–Hochberg', fixed(overfitting.fdrSurvivors, 0)],
    ['Out of sample: Sharpe', `${fixed(outOfSample.sharpe)} over ${outOfSample.days} days`],
    ['Out of sample: return per year', percent(outOfSample.annualReturn)],
    ['Out of sample: deepest drawdown', percent(outOfSample.maxDrawdown)],
  ])
}

function charts({ cell, days, equityUsd }: ToldCell): Html {
  const start = cell.metrics?.startEquityUsd ?? 0
  const span = { from: days[0] ?? '', to: days.at(-1) ?? '' }
  let highest = start
  const drawdown = equityUsd.map((value) => {
    highest = Math.max(highest, value)
    return highest > 0 ? value / highest - 1 : 0
  })
  const title = `equity, ${fixed(start, 0)} → ${fixed(equityUsd.at(-1), 0)} dollars`
  const deepest = drawdown.reduce((least, value) => Math.min(least, value), 0)
  return html`<section><h2>Equity and drawdown</h2>
${lineChart({ title, values: equityUsd, ...span, level: start, tone: 'gain' })}
${lineChart({ title: `drawdown, deepest ${percent(deepest)}`, values: drawdown, ...span, level: 0, tone: 'loss' })}
</section>`
}

const number = (name: string) => ({ name, kind: 'number' }) as const
const words = (name: string) => ({ name, kind: 'words' }) as const

const foldsSection = (summary: SweepSummary): Html =>
  summary.folds.length === 0
    ? html``
    : section(
        'Walk forward',
        `The cell that was best in training, on days it had not seen. ${luck(summary)}.`,
        [
          { name: 'Trained' },
          { name: 'Tested' },
          number('Cell'),
          number('Sharpe in'),
          number('Sharpe out'),
          number('Return out'),
        ],
        summary.folds.map((fold) => [
          `${fold.trainFrom} to ${fold.trainTo}`,
          `${fold.testFrom} to ${fold.testTo}`,
          fixed(fold.cell, 0),
          fixed(fold.trainSharpe),
          fixed(fold.testSharpe),
          percent(fold.testReturn),
        ]),
      )

function cellsSection({ summary, cells }: Report): Html {
  if (cells.length < 2) return html``
  const sharpeOf = ({ metrics }: Cell): number => metrics?.sharpe ?? Number.NEGATIVE_INFINITY
  const ranked = cells.toSorted((a, b) => sharpeOf(b) - sharpeOf(a) || a.cell - b.cell).slice(0, CELLS_MAX)
  const which =
    cells.length > CELLS_MAX
      ? `The first ${CELLS_MAX} of ${cells.length} by Sharpe; the rest is in metrics.parquet. `
      : ''
  return section(
    'Cells',
    `${which}${luck(summary)}.`,
    [
      ...[number('Cell'), words('Parameters'), number('Sharpe'), number('Return'), number('Drawdown')],
      ...[number('Trades'), number('Refused'), ...(summary.failed > 0 ? [words('Failed')] : [])],
    ],
    ranked.map((cell) => [
      String(cell.cell),
      paramsText(cell),
      `${fixed(cell.metrics?.sharpe)} ± ${fixed(cell.metrics?.sharpeStandardError)}`,
      percent(cell.metrics?.totalReturn),
      percent(cell.metrics?.maxDrawdown),
      fixed(cell.metrics?.trades, 0),
      String(cell.intents - cell.accepted),
      ...(summary.failed > 0 ? [cell.reason ?? ''] : []),
    ]),
  )
}

function tradesSection({ trips }: ToldCell, { symbols }: SweepSummary): Html {
  const last = trips.slice(-TRADES_MAX)
  const which =
    trips.length === 0 ? 'None.' : trips.length > TRADES_MAX ? `The last ${TRADES_MAX} of ${trips.length}.` : ''
  return section(
    'Trades',
    which,
    [
      ...[
        { name: 'Symbol' },
        { name: 'In' },
        { name: 'Out' },
        number('Shares'),
        number('Price in'),
        number('Price out'),
      ],
      ...[number('Profit'), number('Worst'), number('Best'), { name: 'Ended by' }],
    ],
    last.map((trip) => [
      `${symbols[trip.symbol] ?? ''}${trip.side < 0 ? ' short' : ''}`,
      isoOf(trip.entryAt).slice(0, 16),
      isoOf(trip.exitAt).slice(0, 16),
      fixed(trip.qty, 0),
      fixed(trip.entryPriceUsd),
      fixed(trip.exitPriceUsd),
      signed(trip.pnlUsd),
      percent(trip.worst),
      percent(trip.best),
      trip.reason ?? 'still open',
    ]),
  )
}

function refusalsSection(told: ToldCell | null): Html {
  if (!told) return html``
  const { refused, intents, accepted } = told.cell
  return section(
    'Refusals',
    `${intents} intents, ${accepted} accepted, ${intents - accepted} refused.`,
    [number('Times'), words('Reason')],
    refused.map(({ reason, count }) => [String(count), html`${wordsOf(reason)} <code>${reason}</code>`]),
  )
}

function manifestSection({ manifest, hypothesis, jobId, bars }: SweepSummary): Html {
  const dirty = manifest.gitDirty === null ? 'UNKNOWN' : manifest.gitDirty ? 'changed since' : 'unchanged'
  const code = (text: string | null): Shown => (text === null ? 'UNKNOWN' : html`<code>${text}</code>`)
  return html`<section>${factTable('Where it comes from', [
    ['Job', code(jobId)],
    ['Hypothesis', hypothesis],
    ['Bars', fixed(bars, 0)],
    ['Engine', manifest.engineVersion],
    ['Source', html`${code(manifest.gitSha)} ${dirty}`],
    ['Configuration', code(manifest.configHash)],
    ['Data', code(manifest.dataHash)],
    ['Seed', String(manifest.seed)],
  ])}</section>`
}
