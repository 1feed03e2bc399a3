/** The cells over two of their parameters: a table that is coloured by value, so that a lonely peak is seen as one. */
import { useMemo } from 'react'
import type { SweepJob } from '../../../shared/contracts/api/sweeps.ts'
import type { Cell, SweepSummary } from '../../../shared/contracts/research.ts'
import { snakeOf } from '../../../shared/contracts/wire.ts'
import { useAllCells } from '../api/sweep-queries.ts'
import { ChoiceField } from '../parts/field.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { BeliefNote } from '../parts/sharpe.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { oneOf, useSaid } from '../shell/said.ts'
import { reasonWords } from '../words/events.ts'
import { METRIC_NAMES, metricWords } from '../words/metrics.ts'
import { metricOfSort } from './cell-columns.tsx'
import {
  ALONE,
  type Axis,
  axesOf,
  type Heatmap,
  type HeatmapChoice,
  heatmapOf,
  heatStep,
  PICKS,
  type Place,
} from './heatmap-shape.ts'

interface HeatmapPanelProps {
  readonly job: SweepJob
  readonly summary: SweepSummary | undefined
}

export default function HeatmapPanel({ job, summary }: HeatmapPanelProps) {
  const query = useAllCells(job.jobId)
  return (
    <Panel title="Heatmap" readAt={query.dataUpdatedAt} aside={<BeliefNote summary={summary} />}>
      <Loaded reading={query}>{(cells) => <Choosing jobId={job.jobId} cells={cells} />}</Loaded>
    </Panel>
  )
}

function Choosing({ jobId, cells }: { readonly jobId: string; readonly cells: readonly Cell[] }) {
  const { said, say } = useSaid()
  const axes = useMemo(() => axesOf(cells), [cells])
  const [first, second] = axes
  if (first === undefined) {
    return (
      <Empty title="There is nothing to lay out.">
        <p>No parameter has more than one value in the rows of this job.</p>
      </Empty>
    )
  }
  const named = (word: string): Axis | undefined => axes.find(({ name }) => name === said(word))
  const down = named('down') ?? first
  const across = [named('across'), second, first, ALONE].find((axis) => axis && axis !== down) ?? ALONE
  const metric = metricOfSort(said('metric')) ?? 'sharpe'
  const pick = oneOf(PICKS, said('pick')) ?? 'median'
  const names = axes.map(({ name }) => [name, name] as const)
  const isShared = axes.length > 2
  return (
    <>
      <search className="choices">
        <ChoiceField label="Down" value={down.name} options={names} onText={(word) => say({ down: word })} />
        {second === undefined ? null : (
          <ChoiceField
            label="Across"
            value={across.name}
            options={names.filter(([name]) => name !== down.name)}
            onText={(word) => say({ across: word })}
          />
        )}
        <ChoiceField
          label="Figure"
          value={snakeOf(metric)}
          options={METRIC_NAMES.map((name) => [snakeOf(name), metricWords(name).title] as const)}
          onText={(word) => say({ metric: word })}
        />
        {isShared ? (
          <ChoiceField
            label="Of shared places"
            value={pick}
            options={PICKS.map((each) => [each, `the ${each}`] as const)}
            onText={(word) => say({ pick: word })}
          />
        ) : null}
      </search>
      <HeatTable jobId={jobId} cells={cells} choice={{ down, across, metric, pick }} />
    </>
  )
}

interface HeatTableProps {
  readonly jobId: string
  readonly cells: readonly Cell[]
  readonly choice: HeatmapChoice
}

function HeatTable({ jobId, cells, choice }: HeatTableProps) {
  const { down, across, metric, pick } = choice
  const map = useMemo(() => heatmapOf(cells, { down, across, metric, pick }), [cells, down, across, metric, pick])
  const { title, text, says } = metricWords(metric)
  const caption = `${title} by ${down.name}${across === ALONE ? '' : ` and ${across.name}`}`
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <section className="table-scroll" aria-label={caption} tabIndex={0}>
        <table className="heat">
          <caption className="hidden">{caption}</caption>
          <thead>
            <tr>
              <th scope="col" className="name">
                {down.name} ↓{across === ALONE ? '' : ` ${across.name} →`}
              </th>
              {across.values.map((value) => (
                <th key={value} scope="col" className="end">
                  {across === ALONE ? title : value}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.places.map((row, at) => (
              <tr key={down.values[at]}>
                <th scope="row" className="name">
                  {down.values[at]}
                </th>
                {row.map((place, column) => (
                  <td key={across.values[column]} className={heatClass(place, map)}>
                    <PlaceText jobId={jobId} place={place} text={text} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Legend map={map} text={text} says={says} />
    </>
  )
}

function heatClass(place: Place, { low, high }: Heatmap): string {
  if (place.kind !== 'known') return 'end'
  const step = heatStep(place.value, low, high)
  return `end heat-${step < 0 ? 'below' : 'above'}-${Math.abs(step)}`
}

interface PlaceTextProps {
  readonly jobId: string
  readonly place: Place
  readonly text: (value: number) => string
}

function PlaceText({ jobId, place, text }: PlaceTextProps) {
  if (place.kind === 'absent') return <span className="quiet">not run</span>
  const shared = place.of > 1 ? `, one of ${place.of} that share this place` : ''
  const title = `cell ${place.cell}${shared}`
  if (place.kind === 'known') {
    return (
      <Link href={hrefOf.cell(jobId, place.cell)} title={title}>
        {text(place.value)}
      </Link>
    )
  }
  const why = place.reason === null ? 'The sample cannot say.' : reasonWords(place.reason)
  return (
    <Link className="unknown" href={hrefOf.cell(jobId, place.cell)} title={`${title}: ${why}`}>
      {place.kind === 'failed' ? 'FAILED' : 'UNKNOWN'}
    </Link>
  )
}

interface LegendProps {
  readonly map: Heatmap
  readonly text: (value: number) => string
  readonly says: string
}

function Legend({ map: { places, low, high }, text, says }: LegendProps) {
  const isKnown = places.flat().some(({ kind }) => kind === 'known')
  return (
    <p className="quiet pad heat-legend">
      {says}{' '}
      {isKnown ? (
        <>
          {low < 0 ? (
            <>
              <span className="heat-key heat-below-4" aria-hidden="true" /> {text(low)}{' '}
            </>
          ) : null}
          {high > 0 ? (
            <>
              <span className="heat-key heat-above-4" aria-hidden="true" /> {text(high)}{' '}
            </>
          ) : null}
        </>
      ) : (
        'No place has a known value.'
      )}{' '}
      A lonely peak among poor neighbours is more often luck than a slope that rises and falls.
    </p>
  )
}
