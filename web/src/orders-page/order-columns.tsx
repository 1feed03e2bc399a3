/** The columns of orders, wherever orders are listed. */
import { numberOf } from '../../../shared/base/decimal.ts'
import type { OrderRow } from '../../../shared/contracts/api/lists.ts'
import { priceText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { StatusMark, SyntheticMark } from '../parts/mark.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords, strategyWords } from '../words/events.ts'
import { FilledOf } from './filled-of.tsx'

export const orderId = ({ id }: OrderRow): string => id

export const ORDER_COLUMNS: readonly Column<OrderRow>[] = [
  {
    id: 'symbol',
    title: 'Order',
    isName: true,
    cell: (order) => <Link href={hrefOf.order(order.id)}>{`${order.symbol} ${order.id.slice(0, 6)}`}</Link>,
    sort: ({ symbol }) => symbol,
  },
  { id: 'status', title: 'Status', cell: ({ status }) => <StatusMark status={status} />, sort: ({ status }) => status },
  { id: 'side', title: 'Side', cell: ({ side }) => side, sort: ({ side }) => side },
  {
    id: 'qty',
    title: 'Filled of',
    align: 'end',
    cell: (order) => <FilledOf order={order} />,
    sort: ({ qty }) => (qty === null ? null : numberOf(qty)),
  },
  {
    id: 'price',
    title: 'Mean price',
    align: 'end',
    cell: ({ avgPrice, filledQty }) => (filledQty === '0' ? 'not filled' : <Known value={avgPrice} show={priceText} />),
    sort: ({ avgPrice }) => (avgPrice === null ? null : numberOf(avgPrice)),
  },
  {
    id: 'reason',
    title: 'Reason',
    isWords: true,
    cell: ({ reason }) => (reason === null ? 'none' : <span title={reason}>{reasonWords(reason)}</span>),
    sort: ({ reason }) => reason,
  },
  {
    id: 'strategy',
    title: 'Strategy',
    cell: ({ strategy }) => <Known value={strategy} show={strategyWords} why="The order arrived without its intent." />,
    sort: ({ strategy }) => strategy,
  },
  { id: 'prices', title: 'Prices', cell: ({ synthetic }) => (synthetic ? <SyntheticMark synthetic /> : 'real') },
  {
    id: 'created',
    title: 'Created',
    cell: ({ createdAt }) => <Age at={createdAt} />,
    sort: ({ createdAt }) => createdAt,
  },
  {
    id: 'updated',
    title: 'Changed',
    cell: ({ updatedAt }) => <Age at={updatedAt} />,
    sort: ({ updatedAt }) => updatedAt,
  },
]
