/** The days of a book that have a report. */
import { numberOf } from '../../../shared/base/decimal.ts'
import type { ReportList } from '../../../shared/contracts/api/reports.ts'
import { useReports } from '../api/day-queries.ts'
import { pnlText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import { BookPicker } from '../parts/book-picker.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Mark } from '../parts/mark.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link, useView } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'

type ReportRow = ReportList['items'][number]
const reportId = ({ day }: ReportRow): string => day

const COLUMNS: readonly Column<ReportRow>[] = [
  {
    id: 'day',
    title: 'Day',
    isName: true,
    cell: ({ book, day }) => <Link href={hrefOf.report(day, { book })}>{day}</Link>,
    sort: ({ day }) => day,
  },
  {
    id: 'net',
    title: 'Net P&L, USD',
    align: 'end',
    cell: ({ netPnl }) => <Known value={netPnl} show={pnlText} why="A price was UNKNOWN when the report was made." />,
    sort: ({ netPnl }) => (netPnl === null ? null : numberOf(netPnl)),
  },
  {
    id: 'incidents',
    title: 'Incidents',
    cell: ({ incidents }) =>
      incidents === 0 ? <Mark tone="good" word="none" /> : <Mark tone="bad" word={String(incidents)} />,
    sort: ({ incidents }) => incidents,
  },
  { id: 'made', title: 'Made', cell: ({ madeAt }) => <Age at={madeAt} />, sort: ({ madeAt }) => madeAt },
]

export default function ReportsPage() {
  const { view, change } = useView()
  const query = useReports(view.book)
  return (
    <>
      <PageHead title="Reports" about="What each trading day came to." />
      <search className="filters">
        <BookPicker book={view.book} onBook={(book) => change({ book })} />
      </search>
      <Panel title="Days" readAt={query.dataUpdatedAt}>
        <Loaded reading={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={`No report in book ${view.book} yet.`}>
                <p>
                  The schedule makes one at 18:00 New York time of every trading day. To make one at once, press “Run
                  now” at Daily report on <Link href={hrefOf.today({ book: view.book })}>Today</Link>. A past day gets
                  its own from <code>npm run day</code>, in book replay.
                </p>
              </Empty>
            ) : (
              <DataTable
                caption={`Days with a report in book ${view.book}`}
                columns={COLUMNS}
                rows={items}
                rowId={reportId}
              />
            )
          }
        </Loaded>
      </Panel>
    </>
  )
}
