/** One frame: what is told of it, how full its columns are, and its newest rows. */
import { useMemo } from 'react'
import type { FramePreview } from '../../../shared/contracts/api/sweeps.ts'
import { faultOf } from '../api/fault.ts'
import { useFramePreview } from '../api/sweep-queries.ts'
import { percentText, statisticText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { type Fact, Facts } from '../parts/facts.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { Mark } from '../parts/mark.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import type { Said } from '../shell/said.ts'
import { strategyWords } from '../words/events.ts'
import { frameValueText, SOURCE_WORDS } from './frame-words.ts'

const ROWS = ['20', '50', '200'] as const

interface FramePreviewProps {
  readonly path: string
  readonly words: Said
}

export function FramePreviewPanel({ path, words: { said, say } }: FramePreviewProps) {
  const rows = ROWS.find((each) => each === said('rows')) ?? ROWS[0]
  const query = useFramePreview(path, Number(rows))
  const fault = query.error ? faultOf(query.error) : null
  const isAbsent = !query.data && fault?.kind === 'problem' && fault.problem.status === 404
  return (
    <Panel
      title={path.split('/').at(-1) ?? path}
      readAt={query.dataUpdatedAt}
      aside={
        <ChoiceField
          label="Newest rows"
          value={rows}
          options={ROWS.map((each) => [each, each] as const)}
          onText={(next) => say({ rows: next === ROWS[0] ? '' : next })}
        />
      }
    >
      {isAbsent ? (
        <Empty title="There is no frame at this path.">
          <p>
            <code>{path}</code> is not in trader-data. Pick one from the manifest below.
          </p>
        </Empty>
      ) : (
        <Loaded reading={query}>{(frame) => <Frame frame={frame} />}</Loaded>
      )}
    </Panel>
  )
}

function Frame({ frame }: { readonly frame: FramePreview }) {
  return (
    <>
      <Facts facts={factsOf(frame)} />
      <h3>Columns</h3>
      <DataTable
        caption={`Columns of ${frame.path}`}
        columns={columnColumns(frame.rows)}
        rows={frame.columns}
        rowId={({ name }) => name}
      />
      <h3>Newest rows</h3>
      <NewestRows frame={frame} />
    </>
  )
}

function factsOf({ path, bytes, rows, columns, manifest }: FramePreview): readonly Fact[] {
  const file: readonly Fact[] = [
    ['Rows', statisticText(rows)],
    ['Columns', columns.length],
    ['Bytes', statisticText(bytes)],
  ]
  const place: Fact = ['Path', <code key="path">{path}</code>, 'wide']
  if (manifest === null) {
    const none = <Unknown key="none" why="No row of the manifest names this file." />
    return [...file, ['Symbol, strategy, days, source', none], place]
  }
  const { symbol, strategy, vendor, interval, source, jobId, dataStart, dataEnd, savedAt, contentHash } = manifest
  const noBar = 'The frame has no bar.'
  return [
    ['Symbol', symbol],
    ['Strategy', strategyWords(strategy)],
    ['Bars of', `${interval}, ${vendor}`],
    ...file,
    ['First bar', <Known key="start" value={dataStart} show={(at) => <Age at={at} />} why={noBar} />],
    ['Last bar', <Known key="end" value={dataEnd} show={(at) => <Age at={at} />} why={noBar} />],
    ['Saved', <Age key="saved" at={savedAt} />],
    [
      'Left by',
      jobId !== null && source === 'sweep' ? (
        <Link key="source" href={hrefOf.sweep(jobId)}>{`sweep ${jobId}`}</Link>
      ) : (
        SOURCE_WORDS[source]
      ),
    ],
    place,
    ['SHA-256 of the file', <code key="hash">{contentHash}</code>, 'wide'],
  ]
}

type FrameColumn = FramePreview['columns'][number]

const columnColumns = (rows: number): readonly Column<FrameColumn>[] => [
  { id: 'name', title: 'Column', isName: true, cell: ({ name }) => <code>{name}</code>, sort: ({ name }) => name },
  { id: 'type', title: 'Type', cell: ({ type }) => type, sort: ({ type }) => type },
  {
    id: 'known',
    title: 'Not null',
    align: 'end',
    cell: ({ nonNull }) => (
      <Known
        value={nonNull}
        show={(count) =>
          count === 0 && rows > 0 ? (
            <Mark tone="bad" word={`none of ${statisticText(rows)}`} />
          ) : (
            `${statisticText(count)} of ${statisticText(rows)}`
          )
        }
        why="The file does not tell."
      />
    ),
    sort: ({ nonNull }) => nonNull,
  },
  {
    id: 'share',
    title: 'Filled',
    align: 'end',
    cell: ({ nonNull }) =>
      rows === 0 ? 'no rows' : <Known value={nonNull} show={(count) => percentText(count / rows)} />,
    sort: ({ nonNull }) => nonNull,
  },
]

interface NumberedRow {
  /** Place in the frame, the first row being 1. */
  readonly place: number
  readonly values: FramePreview['newest'][number]
}

function NewestRows({ frame: { path, columns, newest, rows } }: { readonly frame: FramePreview }) {
  const numbered = useMemo(
    () => newest.map((values, at): NumberedRow => ({ place: rows - newest.length + at + 1, values })).reverse(),
    [newest, rows],
  )
  const shown = useMemo(() => rowColumns(columns), [columns])
  if (numbered.length === 0) return <p className="pad">The frame has no rows.</p>
  return (
    <DataTable
      caption={`Newest rows of ${path}`}
      columns={shown}
      rows={numbered}
      rowId={({ place }) => String(place)}
    />
  )
}

function rowColumns(columns: readonly FrameColumn[]): readonly Column<NumberedRow>[] {
  const isNumber = (type: string) => /^(DOUBLE|FLOAT|INT)/.test(type)
  return [
    {
      id: ' row',
      title: 'Row',
      isName: true,
      cell: ({ place }) => statisticText(place),
      sort: ({ place }) => place,
    },
    ...columns.map(({ name, type }, at): Column<NumberedRow> => {
      const valueIn = ({ values }: NumberedRow) => values[at] ?? null
      return {
        id: name,
        title: name,
        ...(isNumber(type) ? { align: 'end' as const } : {}),
        cell: (row) => <Known value={valueIn(row)} show={frameValueText} why="Null in the file." />,
        sort: (row) => {
          const value = valueIn(row)
          return typeof value === 'boolean' ? Number(value) : value
        },
      }
    }),
  ]
}
