/** What a completed job came to: warnings first, then how likely it is luck, then the cells that stand for it. */
import { useQueries } from '@tanstack/react-query'
import type { Cell, SweepSummary } from '../../../shared/contracts/research.ts'
import { cellOnce } from '../api/sweep-queries.ts'
import { statisticText } from '../format/number.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Days } from '../parts/days.tsx'
import { type Fact, Facts } from '../parts/facts.tsx'
import { FaultNote } from '../parts/fault-note.tsx'
import { Mark, SyntheticMark } from '../parts/mark.tsx'
import { Empty, Panel } from '../parts/panel.tsx'
import { BeliefNote, beliefOf, Deflated, Overfit, Sharpe } from '../parts/sharpe.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { type MetricName, metricWords, probabilityText, ratioText, shareText } from '../words/metrics.ts'
import { paramsText } from '../words/sweeps.ts'
import { FoldsPanel } from './folds-panel.tsx'

interface SummaryProps {
  readonly summary: SweepSummary
  readonly readAt: number
}

export function SummaryPanels(props: SummaryProps) {
  return (
    <>
      <Warnings {...props} />
      <LuckPanel {...props} />
      <StandingPanel {...props} />
      <FoldsPanel {...props} />
    </>
  )
}

function Warnings({ summary: { warnings, synthetic } }: SummaryProps) {
  if (warnings.length === 0 && !synthetic) return null
  return (
    <section className="note note-warn" aria-label="Warnings">
      <p>
        <strong>Read this before any number below.</strong> <SyntheticMark synthetic={synthetic} />
      </p>
      <ul className="warnings">
        {synthetic ? <li>The prices are made up: nothing here says anything about a market.</li> : null}
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </section>
  )
}

const NOT_SAID = 'The sample cannot say.'
const known = (key: string, value: number | null, show: (value: number) => string) => (
  <Known key={key} value={value} show={show} why={NOT_SAID} />
)

function LuckPanel({ summary, readAt }: SummaryProps) {
  const { overfitting: all, cells, failed } = summary
  const tried = cells - failed
  const facts: readonly Fact[] = [
    ['Trials of the hypothesis', statisticText(all.trials)],
    [
      'Best Sharpe that luck alone gives, per day',
      known('luck', all.expectedMaxSharpePerDay, (value) => statisticText(value, 4)),
    ],
    ['Deflated Sharpe (DSR)', <strong key="dsr">{known('dsr', all.deflatedSharpe, probabilityText)}</strong>],
    ['Probabilistic Sharpe', known('psr', all.probabilisticSharpe, probabilityText)],
    ['Probability of overfitting (PBO)', <strong key="pbo">{known('pbo', all.pbo, probabilityText)}</strong>],
    ['Share of those halves that lost', known('loss', all.pboLoss, probabilityText)],
    ['Blocks of the PBO', all.pboBlocks],
    ['Record needed, years', known('record', all.minTrackRecordYears, ratioText)],
    ['Reality check, p', known('white', all.realityCheckPValue, probabilityText)],
    ['Superior ability, p', known('spa', all.spaPValue, probabilityText)],
    ['Cells left by Holm', known('holm', all.holmSurvivors, (count) => `${count} of ${tried}`)],
    ['Cells left by Benjamini–Hochberg', known('fdr', all.fdrSurvivors, (count) => `${count} of ${tried}`)],
  ]
  return (
    <Panel title="How much of it is luck" readAt={readAt}>
      <Facts facts={facts} />
      <p className="quiet pad">
        DSR: how likely the best cell’s true Sharpe ratio is above what the best of so many worthless trials shows. PBO:
        how often the cell that is best in one half of the days is below the median in the other.
      </p>
    </Panel>
  )
}

const STANDING = ['best', 'median', 'worst'] as const
type Standing = (typeof STANDING)[number]
interface StandingRow {
  readonly which: Standing
  readonly cell: Cell
}

/** Figures of the cells that stand for the job, besides the Sharpe ratio. */
const FIGURES: readonly MetricName[] = ['annualReturn', 'maxDrawdown', 'trades', 'exposure', 'feesUsd', 'costsUsd']

function standingColumns(summary: SweepSummary): readonly Column<StandingRow>[] {
  return [
    { id: 'which', title: 'By Sharpe', isName: true, cell: ({ which }) => which },
    {
      id: 'cell',
      title: 'Cell',
      cell: ({ cell }) => <Link href={hrefOf.cell(summary.jobId, cell.cell)}>cell {cell.cell}</Link>,
    },
    {
      id: 'params',
      title: 'Parameters',
      cell: ({ cell }) => <code className="one-line">{paramsText(cell.params)}</code>,
    },
    {
      id: 'sharpe',
      title: 'Sharpe',
      align: 'end',
      cell: ({ cell: { metrics } }) => (
        <>
          <Known value={metrics?.sharpe ?? null} show={ratioText} why={NOT_SAID} />
          {metrics?.sharpeStandardError == null ? null : ` ± ${ratioText(metrics.sharpeStandardError)}`}
        </>
      ),
    },
    {
      id: 'dsr',
      title: 'DSR',
      align: 'end',
      cell: ({ cell }) => <Deflated belief={beliefOf(summary, cell)} />,
    },
    { id: 'pbo', title: 'PBO', align: 'end', cell: ({ cell }) => <Overfit belief={beliefOf(summary, cell)} /> },
    ...FIGURES.map((name): Column<StandingRow> => {
      const { title, text } = metricWords(name)
      const show = ({ cell: { metrics } }: StandingRow) => (
        <Known value={metrics?.[name] ?? null} show={text} why={NOT_SAID} />
      )
      return { id: name, title, align: 'end', cell: show }
    }),
  ]
}

function StandingPanel({ summary, readAt }: SummaryProps) {
  const named = STANDING.flatMap((which) => {
    const cell = summary[which]
    return cell === null ? [] : [{ which, cell }]
  })
  const queries = useQueries({ queries: named.map(({ cell }) => cellOnce(summary.jobId, cell)) })
  const rows = named.flatMap(({ which }, at) => {
    const cell = queries[at]?.data
    return cell ? [{ which, cell }] : []
  })
  const error = queries.find((query) => query.error)?.error
  const { outOfSample: out } = summary
  return (
    <Panel title="Best, median and worst" readAt={readAt} aside={<BeliefNote summary={summary} />}>
      {error ? <FaultNote error={error} stale={rows.length > 0} /> : null}
      {named.length === 0 ? (
        <Empty title="No cell has a Sharpe ratio.">
          <p>
            {summary.failed === summary.cells
              ? 'Every cell failed: the table of cells has the reasons.'
              : 'Their samples are too short or never moved: the table of cells has the trades of each.'}
          </p>
        </Empty>
      ) : rows.length === 0 && !error ? (
        <p className="quiet pad">Reading…</p>
      ) : (
        <DataTable
          caption="Best, median and worst cell by Sharpe ratio"
          columns={standingColumns(summary)}
          rows={rows}
          rowId={({ which }) => which}
        />
      )}
      <Facts
        facts={[
          [
            'Out of sample: Sharpe of the test windows',
            <Sharpe key="sharpe" value={out.sharpe} belief={beliefOf(summary)} />,
          ],
          ['Out of sample: return a year', known('return', out.annualReturn, shareText)],
          ['Out of sample: max drawdown', known('drawdown', out.maxDrawdown, shareText)],
          ['Out of sample: days', statisticText(out.days)],
          ['Cells', statisticText(summary.cells)],
          ['Failed', summary.failed === 0 ? 'none' : <Mark key="failed" tone="bad" word={String(summary.failed)} />],
          ['Bars', statisticText(summary.bars)],
          ['Traded', <Days key="days" from={summary.from} to={summary.to} />],
        ]}
      />
    </Panel>
  )
}

export function ManifestPanel({ summary: { manifest }, readAt }: SummaryProps) {
  const { gitSha, gitDirty } = manifest
  return (
    <Panel title="Manifest" readAt={readAt}>
      <Facts
        facts={[
          ['Engine', manifest.engineVersion],
          ['Seed', String(manifest.seed)],
          [
            'Working tree',
            gitDirty === null ? (
              <Unknown key="tree" />
            ) : gitDirty ? (
              <Mark key="tree" tone="warn" word="had changes: this state is in no commit" />
            ) : (
              'clean'
            ),
          ],
          ['Commit', <Known key="sha" value={gitSha} show={(sha) => <code>{sha}</code>} />, 'wide'],
          ['Digest of the configuration', <code key="config">{manifest.configHash}</code>, 'wide'],
          ['Digest of the data', <code key="data">{manifest.dataHash}</code>, 'wide'],
        ]}
      />
    </Panel>
  )
}
