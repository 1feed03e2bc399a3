/** Frames: what runs left behind, bar by bar with its odds; picked from the manifest or by their path. */
import { type FormEvent, useState } from 'react'
import { type FrameRow, framePreviewQuerySchema } from '../../../shared/contracts/api/sweeps.ts'
import { strategySchema } from '../../../shared/contracts/scalars.ts'
import { sweepJobIdSchema } from '../../../shared/contracts/sweeps.ts'
import { useFrames } from '../api/sweep-queries.ts'
import { statisticText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { ListPanel } from '../parts/list.tsx'
import { Empty } from '../parts/panel.tsx'
import { SymbolFilter } from '../parts/symbol-filter.tsx'
import { Link } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { oneOf, type Said, useSaid } from '../shell/said.ts'
import { strategyWords } from '../words/events.ts'
import { FramePreviewPanel } from './frame-preview.tsx'
import { SOURCE_WORDS } from './frame-words.ts'
import '../styles/research.css'

export default function FramesPage() {
  const words = useSaid()
  const path = words.said('path')
  return (
    <>
      <PageHead title="Frames" about="Bars with the odds that a run saw, as they were stored." />
      <div className="stack">
        <PathForm key={path} path={path} onPath={(next) => words.say({ path: next })} />
        {path === '' ? null : <FramePreviewPanel key={path} path={path} words={words} />}
        <Filters words={words} />
        <ManifestPanel words={words} />
      </div>
    </>
  )
}

interface PathFormProps {
  readonly path: string
  readonly onPath: (path: string) => void
}

/** A path that cannot be one is told here and never sent. */
function PathForm({ path, onPath }: PathFormProps) {
  const [text, setText] = useState(path)
  const [error, setError] = useState<string | null>(null)
  const show = (event: FormEvent) => {
    event.preventDefault()
    const parsed = framePreviewQuerySchema.shape.path.safeParse(text.trim())
    setError(parsed.success ? null : (parsed.error.issues[0]?.message ?? 'is not a path'))
    if (parsed.success) onPath(parsed.data)
  }
  return (
    <search className="panel">
      <form className="wide-form" onSubmit={show} noValidate aria-label="Show a frame by its path">
        <TextField
          label="Path of a frame"
          name="path"
          placeholder="frames/AAPL_momentum_file_1day.parquet"
          value={text}
          onText={setText}
          error={error}
          hint="In the container trader-data; or pick one from the manifest below."
        />
        <div className="buttons">
          <button type="submit">Show</button>
          {path === '' ? null : (
            <button type="button" onClick={() => onPath('')}>
              Show none
            </button>
          )}
        </div>
      </form>
    </search>
  )
}

function Filters({ words: { said, say } }: { readonly words: Said }) {
  const [job, setJob] = useState(said('job'))
  const isJob = job.trim() === '' || sweepJobIdSchema.safeParse(job.trim()).success
  const changeJob = (text: string) => {
    setJob(text)
    const id = text.trim()
    if (id === '' || sweepJobIdSchema.safeParse(id).success) say({ job: id })
  }
  return (
    <search className="filters research-filters">
      <SymbolFilter symbol={said('symbol')} onSymbol={(symbol) => say({ symbol })} />
      <ChoiceField
        label="Strategy"
        value={oneOf(strategySchema.options, said('strategy')) ?? ''}
        options={[['', 'all'], ...strategySchema.options.map((each) => [each, strategyWords(each)] as const)]}
        onText={(strategy) => say({ strategy })}
      />
      <TextField
        label="Sweep job"
        name="job"
        placeholder="all"
        value={job}
        onText={changeJob}
        error={isJob ? null : 'is not a job id'}
      />
    </search>
  )
}

/** The same path may have been saved more than once. */
const frameId = ({ path, savedAt }: FrameRow): string => `${path} ${savedAt}`

const columnsOf = (say: Said['say']): readonly Column<FrameRow>[] => [
  {
    id: 'path',
    title: 'Frame',
    isName: true,
    cell: ({ path }) => (
      <button type="button" className="link frame-path" title={path} onClick={() => say({ path })}>
        {path.split('/').at(-1)}
      </button>
    ),
    sort: ({ path }) => path,
  },
  { id: 'symbol', title: 'Symbol', cell: ({ symbol }) => symbol, sort: ({ symbol }) => symbol },
  { id: 'strategy', title: 'Strategy', cell: ({ strategy }) => strategyWords(strategy), sort: (row) => row.strategy },
  {
    id: 'bars',
    title: 'Bars of',
    cell: ({ interval, vendor }) => `${interval}, ${vendor}`,
    sort: ({ interval }) => interval,
  },
  { id: 'rows', title: 'Rows', align: 'end', cell: ({ rows }) => statisticText(rows), sort: ({ rows }) => rows },
  {
    id: 'nulls',
    title: 'Columns',
    cell: ({ columns, rows }) => {
      const empty = columns.filter(({ nonNull }) => nonNull === 0).length
      return empty > 0 && rows > 0 ? `${columns.length}, ${empty} of them all null` : String(columns.length)
    },
    sort: ({ columns }) => columns.length,
  },
  { id: 'source', title: 'Left by', cell: (row) => <LeftBy row={row} />, sort: ({ source }) => source },
  { id: 'saved', title: 'Saved', cell: ({ savedAt }) => <Age at={savedAt} />, sort: ({ savedAt }) => savedAt },
]

function LeftBy({ row: { source, jobId } }: { readonly row: FrameRow }) {
  const words = SOURCE_WORDS[source]
  return jobId !== null && source === 'sweep' ? <Link href={hrefOf.sweep(jobId)}>{`sweep ${jobId}`}</Link> : words
}

function ManifestPanel({ words: { said, say } }: { readonly words: Said }) {
  const strategy = oneOf(strategySchema.options, said('strategy'))
  const query = useFrames({ symbol: said('symbol'), strategy, jobId: said('job') })
  const isNarrowed = said('symbol') !== '' || strategy !== null || said('job') !== ''
  return (
    <ListPanel
      title="Manifest"
      caption="Stored frames, newest first"
      query={query}
      columns={columnsOf(say)}
      rowId={frameId}
      empty={
        <Empty title={isNarrowed ? 'No stored frame is like that.' : 'No frame is stored yet.'}>
          <p>
            A frame is left by a backtest that uses probabilistic odds, such as{' '}
            <code>npm run backtest -- --symbol AAPL --strategy momentum --use-probabilistic</code>, and by sweeps.
          </p>
        </Empty>
      }
    />
  )
}
