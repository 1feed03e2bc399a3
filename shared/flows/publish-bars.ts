/** Closed bars onto the `bars.raw` hub. */
import { idOf } from '../base/digest.ts'
import type { Bar } from '../contracts/bars.ts'
import type { Book } from '../contracts/books.ts'
import { type OutgoingEvent, outgoing } from '../contracts/envelope.ts'
import type { Publisher } from '../ports/publisher.ts'

/** The event of a bar. A bar published twice has the same id, and its time is its close, whenever it is sent. */
export function barEvent(book: Book, bar: Bar): OutgoingEvent {
  return outgoing({
    id: idOf('bar', book, bar.vendor, bar.symbol, bar.interval, bar.opensAt),
    type: 'gatehouse.bar.v1',
    source: 'gatehouse',
    time: bar.closesAt,
    subject: bar.symbol,
    book,
    data: bar,
  })
}

/** Sends bars of a book in the order given; resolves when the hub confirmed every one. Throws Unavailable otherwise. */
export async function publishBars(
  ports: { readonly publisher: Publisher },
  book: Book,
  bars: readonly Bar[],
): Promise<void> {
  if (bars.length > 0) await ports.publisher.send(bars.map((bar) => barEvent(book, bar)))
}
