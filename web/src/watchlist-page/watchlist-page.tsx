/** The lists of a book: what the desk follows now, what a scan kept and left out, and writing a list by hand. */
import { useMemo } from 'react'
import type { Book } from '../../../shared/contracts/books.ts'
import { SCAN_BUCKETS, type Watchlist } from '../../../shared/contracts/watchlists.ts'
import { useCurrentWatchlist, useWatchlist, useWatchlists } from '../api/day-queries.ts'
import { faultOf } from '../api/fault.ts'
import { Age } from '../parts/age.tsx'
import { BookPicker } from '../parts/book-picker.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { DayField } from '../parts/day-field.tsx'
import { Facts } from '../parts/facts.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { SyntheticMark } from '../parts/mark.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { Link, useView } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { BUCKET_WORDS, SOURCE_WORDS } from '../words/watchlist.ts'
import { candidateId, droppedColumns, GATES_DETAIL, keptColumns, writtenColumns } from './candidates.tsx'
import { WriteForm } from './write-form.tsx'

const FIRST_BUCKET = 'premarket'

export default function WatchlistPage() {
  const { view, change } = useView()
  const { book, day } = view
  const lists = useWatchlists(book)
  const bucket = view.bucket ?? lists.data?.items[0]?.bucket ?? FIRST_BUCKET
  const buckets = [...new Set([...SCAN_BUCKETS, ...(lists.data?.items.map((each) => each.bucket) ?? []), bucket])]
  return (
    <>
      <PageHead title="Watchlist" about="Which symbols the desk looks at, and why the others are out." />
      <search className="filters">
        <BookPicker book={book} onBook={(chosen) => change({ book: chosen })} />
        <ChoiceField
          label="List"
          value={bucket}
          options={buckets.map((each) => [each, BUCKET_WORDS[each] ?? each])}
          onText={(chosen) => change({ bucket: chosen })}
        />
        <DayField label="Last one of" day={day} onDay={(chosen) => change({ day: chosen })} />
      </search>
      <div className="stack">
        <FollowedPanel book={book} />
        <ListPanels book={book} bucket={bucket} day={day} />
        <Panel title="Write a list by hand">
          <WriteForm
            key={book}
            book={book}
            bucket={bucket}
            onWritten={(written) => change({ bucket: written, day: null })}
          />
        </Panel>
      </div>
    </>
  )
}

/** What the router follows in this book. */
function FollowedPanel({ book }: { readonly book: Book }) {
  const query = useCurrentWatchlist(book)
  return (
    <Panel title="Followed now" readAt={query.dataUpdatedAt}>
      <Loaded reading={query}>
        {({ bucket, source, asOf, symbols }) =>
          symbols.length === 0 ? (
            <Empty title={`The router follows no symbol in book ${book}.`}>
              <p>
                It follows the newest of intraday-core and opening of the day. Write one of them below, or wait for the
                schedule on <Link href={hrefOf.today({ book })}>Today</Link>.
              </p>
            </Empty>
          ) : (
            <Facts
              facts={[
                ['List', bucket === null ? 'the settings’ own' : (BUCKET_WORDS[bucket] ?? bucket)],
                ['From', SOURCE_WORDS[source]],
                ['Made', asOf === null ? 'with the settings' : <Age key="made" at={asOf} />],
                [
                  `${symbols.length} ${symbols.length === 1 ? 'symbol' : 'symbols'}`,
                  <ul key="symbols" className="symbols">
                    {symbols.map((symbol) => (
                      <li key={symbol}>
                        <Link href={hrefOf.symbol(symbol, { book })}>{symbol}</Link>
                      </li>
                    ))}
                  </ul>,
                  'wide',
                ],
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}

interface ListPanelsProps {
  readonly book: Book
  readonly bucket: string
  /** Null asks for the newest list. */
  readonly day: string | null
}

function ListPanels({ book, bucket, day }: ListPanelsProps) {
  const query = useWatchlist(book, bucket, day)
  const fault = query.error ? faultOf(query.error) : null
  const isAbsent = !query.data && fault?.kind === 'problem' && fault.problem.status === 404
  if (query.data) return <InAndOut list={query.data} readAt={query.dataUpdatedAt} />
  return (
    <Panel title="In">
      {isAbsent ? (
        <Empty title={`Book ${book} has no list “${BUCKET_WORDS[bucket] ?? bucket}”${day ? ` of ${day}` : ''}.`}>
          <p>
            The schedule makes the lists of a trading day: see <Link href={hrefOf.today({ book })}>Today</Link>, where
            “Run now” makes one at once. Or write one by hand below, or pick another book or day.
          </p>
        </Empty>
      ) : (
        <Loaded reading={query}>{() => null}</Loaded>
      )}
    </Panel>
  )
}

function InAndOut({ list, readAt }: { readonly list: Watchlist; readonly readAt: number }) {
  const { book, candidates, symbols } = list
  const kept = useMemo(
    () => candidates.filter((each) => each.kept).sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity)),
    [candidates],
  )
  const dropped = useMemo(() => candidates.filter((each) => !each.kept), [candidates])
  const written = useMemo(() => symbols.map((symbol, index) => ({ symbol, rank: index + 1 })), [symbols])
  const columns = useMemo(
    () => ({ kept: keptColumns(book), written: writtenColumns(book), dropped: droppedColumns(book) }),
    [book],
  )
  const caption = `Symbols in ${list.bucket} of ${list.day}, book ${book}`
  return (
    <>
      <Panel title={`In: ${symbols.length}`} readAt={readAt} aside={<SyntheticMark synthetic={list.synthetic} />}>
        <About list={list} />
        {symbols.length === 0 ? (
          <Empty title="No symbol passed every gate.">
            <p>Below stands which gate each one failed. An empty list is followed as it is: nothing is routed.</p>
          </Empty>
        ) : kept.length > 0 ? (
          <DataTable caption={caption} columns={columns.kept} rows={kept} rowId={candidateId} detail={GATES_DETAIL} />
        ) : (
          <DataTable caption={caption} columns={columns.written} rows={written} rowId={candidateId} />
        )}
      </Panel>
      <Panel title={`Left out: ${dropped.length}`} readAt={readAt}>
        {dropped.length === 0 ? (
          <p className="pad">
            {candidates.length === 0 ? 'None: a list written by hand asks no gate.' : 'None: every symbol passed.'}
          </p>
        ) : (
          <DataTable
            caption={`Symbols left out of ${list.bucket} of ${list.day}, book ${book}`}
            columns={columns.dropped}
            rows={dropped}
            rowId={candidateId}
            detail={GATES_DETAIL}
          />
        )}
      </Panel>
    </>
  )
}

function About({ list: { day, asOf, source, tags } }: { readonly list: Watchlist }) {
  return (
    <p className="pad">
      Of {day}, made <Age at={asOf} />, from {SOURCE_WORDS[source]}
      {tags.length > 0 ? ', tagged ' : ''}
      {tags.map((tag) => (
        <span key={tag} className="tag">
          {tag}
        </span>
      ))}
    </p>
  )
}
