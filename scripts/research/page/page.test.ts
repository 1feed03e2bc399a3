import { describe, expect, test } from 'vitest'
import type { Cell, Metrics, SweepSummary } from '../../../shared/contracts/research.ts'
import { lineChart } from './chart.ts'
import { heatSection } from './heat.ts'
import { type Report, researchPage } from './report.ts'

const METRICS: Metrics = {
  ...{ startEquityUsd: 100_000, endEquityUsd: 110_000, days: 3, totalReturn: 0.1, annualReturn: null, volatility: 0.2 },
  ...{ sharpe: 1.25, sharpeStandardError: 0.4, sortino: null, calmar: 2, maxDrawdown: -0.05, maxDrawdownDays: 2 },
  ...{ valueAtRisk95: -0.01, conditionalValueAtRisk95: -0.02, exposure: 0.5, turnover: 3, trades: 1, hitRate: 1 },
  ...{ profitFactor: null, expectancyUsd: 10_000, expectancy: 0.1, sqn: null, maxAdverseExcursion: -0.01 },
  ...{
    maxFavourableExcursion: 0.12,
    feesUsd: 1,
    costsUsd: 2,
    slippageBps: 1.5,
    alpha: 0.01,
    beta: 0.9,
    appraisalRatio: 0.4,
  },
}
const cellOf = (cell: number, a: number, b: number, sharpe: number | null): Cell => ({
  ...{ cell, status: 'ok', reason: null, intents: 3, accepted: 2, digest: 'd' },
  params: [
    { name: 'lookback', value: a },
    { name: 'atr_mult', value: b },
  ],
  refused: [{ reason: 'insufficient_cash', count: 1 }],
  metrics: { ...METRICS, sharpe },
})
const CELLS = [cellOf(0, 10, 1, 1), cellOf(1, 10, 2, -0.5), cellOf(2, 20, 1, null), cellOf(3, 20, 2, 1.25)]
const SUMMARY: SweepSummary = {
  ...{ jobId: 'sweep-1', hypothesis: '<b>', symbols: ['AAPL'], strategy: 'breakout', interval: '1Day', vendor: 'file' },
  ...{
    from: '2014-01-02',
    to: '2014-01-06',
    bars: 3,
    cells: 4,
    failed: 0,
    best: 3,
    median: 0,
    worst: 1,
    synthetic: true,
  },
  folds: [
    {
      ...{ fold: 0, trainFrom: '2014-01-02', trainTo: '2014-01-03', testFrom: '2014-01-06', testTo: '2014-01-06' },
      ...{ cell: 3, trainSharpe: 1, testSharpe: null, testReturn: 0.01 },
    },
  ],
  outOfSample: { sharpe: 0.7, annualReturn: 0.1, maxDrawdown: -0.1, days: 1 },
  overfitting: {
    ...{
      trials: 40,
      expectedMaxSharpePerDay: 0.05,
      probabilisticSharpe: 0.9,
      deflatedSharpe: 0.43,
      pbo: 0.61,
      pboLoss: 0.3,
    },
    ...{
      minTrackRecordYears: 2,
      pboBlocks: 12,
      realityCheckPValue: 0.2,
      spaPValue: 0.1,
      holmSurvivors: 0,
      fdrSurvivors: 1,
    },
  },
  warnings: ['AAPL: 2 sessions have no bar (2014-01-03)'],
  manifest: { engineVersion: '1', gitSha: null, gitDirty: null, configHash: 'c', dataHash: 'a', seed: 1 },
}
const REPORT: Report = {
  ...{ summary: SUMMARY, cells: CELLS },
  told: {
    ...{ cell: CELLS[3] as Cell, days: ['2014-01-02', '2014-01-03', '2014-01-06'] },
    equityUsd: Float64Array.of(100_000, 95_000, 110_000),
    trips: [
      {
        ...{ symbol: 0, side: 1, entryBar: 0, exitBar: 2, entryAt: 0, exitAt: 86_400_000, qty: 100, entryPriceUsd: 10 },
        ...{ exitPriceUsd: 11, feesUsd: 1, costsUsd: 2, pnlUsd: 100, reason: 'TARGET', worst: -0.01, best: 0.1 },
      },
    ],
  },
}

describe('the page of a study', () => {
  const page = researchPage(REPORT)

  test('opens by itself: no script, nothing from elsewhere, and what it is told is text', () => {
    expect(page).not.toMatch(/<script|https?:\/\/|src=|@import|url\(/)
    expect(page).toContain('&#60;b&#62;')
    expect(page.startsWith('<!doctype html>')).toBe(true)
  })

  test('shows PBO and deflated Sharpe beside every Sharpe ratio, and UNKNOWN as UNKNOWN', () => {
    const sections = page.split('<section>').filter((section) => /Sharpe/.test(section) && /<table/.test(section))
    for (const section of sections) expect(section).toMatch(/PBO|Probability of overfitting|Sharpe ratio by/)
    expect(page).toContain('PBO 61 %, deflated Sharpe of the best 0.43, 40 trials')
    expect(page.match(/<strong class="warn">UNKNOWN/g)?.length).toBeGreaterThan(2)
    expect(page).not.toMatch(/NaN|null|undefined|Infinity/)
  })

  test('tells warnings, refusals by reason, trades, folds and where it comes from', () => {
    for (const words of [
      ...['The prices behind it were made up.', '2 sessions have no bar', 'could not pay for a single share'],
      ...['3 intents, 2 accepted, 1 refused', 'TARGET', '2014-01-02 to 2014-01-03', 'Configuration'],
    ])
      expect(page).toContain(words)
  })

  test('of nothing that ran says so', () => {
    const failed = CELLS.map((cell): Cell => ({ ...cell, status: 'failed', reason: 'it threw', metrics: null }))
    const none = { ...SUMMARY, failed: 4, best: null, median: null, worst: null }
    const empty = researchPage({ summary: none, cells: failed, told: null })
    expect(empty).toContain('No cell could be run.')
    expect(empty).toContain('it threw')
  })

  test('maps the first two parameters that vary, the median over the rest', () => {
    const { markup } = heatSection(CELLS)
    expect(markup).toMatch(/1\.00.*−0\.50[\s\S]*UNKNOWN.*1\.25/)
    expect(heatSection(CELLS.slice(0, 2)).markup).toBe('')
  })

  test('keeps the highest and the lowest of a long line', () => {
    const values = new Float64Array(50_000).fill(1)
    values[31_234] = 9
    values[40_000] = -3
    const { markup } = lineChart({ title: '', values, from: '', to: '', level: 1, tone: 'gain' })
    expect(markup.length).toBeLessThan(20_000)
    expect(markup).toMatch(/,4\.0 /)
    expect(markup).toMatch(/,196\.0 /)
  })
})
