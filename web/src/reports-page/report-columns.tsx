/** The columns of a report's tables: refusals, incidents and what was held at the end of the day. */
import { numberOf } from '../../../shared/base/decimal.ts'
import type { DailyReport } from '../../../shared/contracts/api/reports.ts'
import { pnlText, priceText, quantityText } from '../format/number.ts'
import { Moment } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords } from '../words/events.ts'

type Refusal = DailyReport['refusals'][number]
export const refusalId = ({ reason }: Refusal): string => reason

export const REFUSAL_COLUMNS: readonly Column<Refusal>[] = [
  {
    id: 'reason',
    title: 'Reason',
    isName: true,
    cell: ({ reason }) => <code>{reason}</code>,
    sort: (row) => row.reason,
  },
  { id: 'count', title: 'Runs', align: 'end', cell: ({ count }) => count, sort: ({ count }) => count },
  { id: 'words', title: 'In words', isWords: true, cell: ({ reason }) => reasonWords(reason) },
]

type Incident = DailyReport['incidents'][number]
export const incidentId = ({ at, what, detail }: Incident): string => `${at} ${what} ${detail}`

export const INCIDENT_COLUMNS: readonly Column<Incident>[] = [
  { id: 'what', title: 'What', isName: true, cell: ({ what }) => what.replaceAll('_', ' '), sort: ({ what }) => what },
  { id: 'detail', title: 'Detail', isWords: true, cell: ({ detail }) => detail },
  { id: 'at', title: 'When', cell: ({ at }) => <Moment at={at} />, sort: ({ at }) => at },
]

type Held = DailyReport['positions'][number]
export const heldId = ({ symbol }: Held): string => symbol
const NO_MARK = 'The desk saw no price of it on that day.'

export const HELD_COLUMNS: readonly Column<Held>[] = [
  {
    id: 'symbol',
    title: 'Symbol',
    isName: true,
    cell: ({ symbol }) => <Link href={hrefOf.symbol(symbol)}>{symbol}</Link>,
    sort: ({ symbol }) => symbol,
  },
  {
    id: 'net',
    title: 'Net quantity',
    align: 'end',
    cell: ({ netQty }) => quantityText(netQty),
    sort: ({ netQty }) => numberOf(netQty),
  },
  {
    id: 'average',
    title: 'Mean price',
    align: 'end',
    cell: ({ avgPrice }) => <Known value={avgPrice} show={priceText} />,
  },
  {
    id: 'mark',
    title: 'Mark',
    align: 'end',
    cell: ({ markPrice }) => <Known value={markPrice} show={priceText} why={NO_MARK} />,
  },
  {
    id: 'unrealized',
    title: 'Unrealised, USD',
    align: 'end',
    cell: ({ unrealizedPnl }) => <Known value={unrealizedPnl} show={pnlText} why={NO_MARK} />,
    sort: ({ unrealizedPnl }) => (unrealizedPnl === null ? null : numberOf(unrealizedPnl)),
  },
]
