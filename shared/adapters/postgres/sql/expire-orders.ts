import { type Instant, isoOf } from '../../../base/instant.ts'
import type { Queryable } from '../database.ts'

/** Orders whose session is over keep their fills and end as expired. Bounded per call; the next call takes the rest. */
const SQL = `
  with over as (
    select book, id from trading.orders
    where rank between 1 and 3 and good_until is not null and good_until <= $1
    order by good_until, id
    limit 1000
    for update skip locked
  ), ended as (
    update trading.orders o
    set status = 'expired', rank = 4, reason = 'DAY_ORDER_EXPIRED', updated_at = $1
    from over where o.book = over.book and o.id = over.id
    returning o.book, o.id
  )
  insert into trading.order_events (book, order_id, sequence, at, status, event, detail)
  select book, id, (select coalesce(max(e.sequence), -1) + 1 from trading.order_events e
    where e.book = ended.book and e.order_id = ended.id),
    $1, 'expired', 'order:expired', 'DAY_ORDER_EXPIRED'
  from ended
  returning order_id`

export async function expireOrders(transaction: Queryable, now: Instant): Promise<number> {
  return (await transaction.query('expire-orders', SQL, [isoOf(now)])).length
}
