/** One day's report: money, execution, refusals, what was held, the schedule, and what to look at. */
import type { DailyReport } from '../../../shared/contracts/api/reports.ts'
import { useReport } from '../api/day-queries.ts'
import { faultOf } from '../api/fault.ts'
import { pathOf } from '../api/polling.ts'
import { dollarsText, pnlText, quantityText, statisticText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import { BookTag } from '../parts/book-picker.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Facts } from '../parts/facts.tsx'
import { SyntheticMark } from '../parts/mark.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { SLOT_COLUMNS, slotId } from '../parts/slot-columns.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link, useView } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { HELD_COLUMNS, heldId, INCIDENT_COLUMNS, incidentId, REFUSAL_COLUMNS, refusalId } from './report-columns.tsx'
import { SavePage } from './save-page.tsx'

export default function ReportPage({ day }: { readonly day: string }) {
  const { view } = useView()
  const { book } = view
  const query = useReport(book, day)
  const fault = query.error ? faultOf(query.error) : null
  const isAbsent = !query.data && fault?.kind === 'problem' && fault.problem.status === 404
  return (
    <>
      <PageHead
        title={`Report of ${day}`}
        about={<BookTag book={book} />}
        back={{ href: hrefOf.reports({ book }), text: 'Reports' }}
      />
      {isAbsent ? (
        <Panel title="No report">
          <Empty title={`Book ${book} has no report of ${day}.`}>
            <p>
              To make it, press “Run now” at Daily report on{' '}
              <Link href={hrefOf.today({ book, day })}>the schedule of that day</Link>, or pick another book under{' '}
              <Link href={hrefOf.reports()}>Reports</Link>.
            </p>
          </Empty>
        </Panel>
      ) : (
        <Loaded reading={query}>{(report) => <Report report={report} readAt={query.dataUpdatedAt} />}</Loaded>
      )}
    </>
  )
}

function Report({ report, readAt }: { readonly report: DailyReport; readonly readAt: number }) {
  const { book, day, refusals, positions, slots, incidents } = report
  return (
    <div className="stack">
      <Panel title="Profit and loss, USD" readAt={readAt} aside={<SyntheticMark synthetic={report.synthetic} />}>
        <Money report={report} />
      </Panel>
      <Panel title="Execution">
        <Execution report={report} />
      </Panel>
      <Panel title="Incidents">
        {incidents.length === 0 ? (
          <p className="pad">None: no slot failed, was missed or blocked, and no event or intent was lost.</p>
        ) : (
          <DataTable caption={`Incidents of ${day}`} columns={INCIDENT_COLUMNS} rows={incidents} rowId={incidentId} />
        )}
      </Panel>
      <Panel title="Refusals by reason">
        {refusals.length === 0 ? (
          <p className="pad">None: no run of the day ended without an order.</p>
        ) : (
          <DataTable caption={`Refusals of ${day}`} columns={REFUSAL_COLUMNS} rows={refusals} rowId={refusalId} />
        )}
      </Panel>
      <Panel title="Held at the end">
        {positions.length === 0 ? (
          <p className="pad">Nothing was held.</p>
        ) : (
          <DataTable caption={`Positions of ${day}`} columns={HELD_COLUMNS} rows={positions} rowId={heldId} />
        )}
      </Panel>
      <Panel title="Schedule">
        {slots.length === 0 ? (
          <p className="pad">No slot was due in book {book} on this day.</p>
        ) : (
          <DataTable caption={`Slots of ${day}`} columns={SLOT_COLUMNS} rows={slots} rowId={slotId} />
        )}
      </Panel>
    </div>
  )
}

const NO_PRICE = 'A price was UNKNOWN when the report was made.'

function Money({ report: { book, day, madeAt, pnl, blobPath } }: { readonly report: DailyReport }) {
  return (
    <Facts
      facts={[
        [
          'Net',
          <strong key="net">
            <Known value={pnl.net} show={pnlText} why={NO_PRICE} />
          </strong>,
        ],
        ['Realised', pnlText(pnl.realized)],
        ['Unrealised', <Known key="unrealized" value={pnl.unrealized} show={pnlText} why={NO_PRICE} />],
        ['Fees', dollarsText(pnl.fees)],
        ['Made', <Age key="made" at={madeAt} />],
        [
          'To print',
          <SavePage key="page" path={pathOf(`/reports/daily/${day}/page`, { book })} name={`${book}-${day}.html`} />,
        ],
        ['Kept in Blob', blobPath === null ? 'not written' : <code key="blob">{blobPath}</code>, 'wide'],
      ]}
    />
  )
}

const NO_FILL = 'Nothing was filled, so nothing could be measured.'
const NOT_KEPT = 'At least one of the fills does not tell what market it met.'

function Execution({ report: { counts, execution } }: { readonly report: DailyReport }) {
  const why = execution.fills === 0 ? NO_FILL : NOT_KEPT
  return (
    <Facts
      facts={[
        ['Decisions', counts.decisions],
        ['Orders', counts.orders],
        ['Fills', execution.fills],
        ['Trades closed', counts.trades],
        ['Of them won', counts.winners],
        ['Shares filled', quantityText(execution.sharesFilled)],
        ['Spread and slippage, USD', <Known key="cost" value={execution.cost} show={dollarsText} why={NOT_KEPT} />],
        [
          'Cost of the traded value',
          <Known key="bp" value={execution.costBp} show={(bp) => `${statisticText(bp, 3)} bp`} why={why} />,
        ],
        [
          'Mean spread',
          <Known
            key="spread"
            value={execution.spreadPercent}
            show={(percent) => `${statisticText(percent, 3)} %`}
            why={why}
          />,
        ],
      ]}
    />
  )
}
