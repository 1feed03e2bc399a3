/** The ledger of slots in memory, with every promise of the port: for simulations of years. */
import type { Instant } from '../../base/instant.ts'
import type { Book } from '../../contracts/books.ts'
import { dayNumber, dayText } from '../../domain/calendar/index.ts'
import type { DueSlot, Fence, ScheduleStore, SlotEnd, SlotKey, SlotTrigger, StoredSlot } from '../../ports/schedule.ts'

type Row = StoredSlot & { readonly token: number }

export class MemorySchedule implements ScheduleStore {
  readonly #since = new Map<Book, Instant>()
  /** By book and day, then by slot. */
  readonly #days = new Map<string, Map<string, Row>>()
  /** Newest day by book and slot. */
  readonly #newest = new Map<string, string>()

  async since(book: Book, now: Instant): Promise<Instant> {
    const known = this.#since.get(book) ?? now
    this.#since.set(book, known)
    return known
  }

  async knownSince(book: Book): Promise<Instant | null> {
    return this.#since.get(book) ?? null
  }

  async claim(
    slot: DueSlot,
    { trigger, forMs }: { readonly trigger: SlotTrigger; readonly forMs: number },
    now: Instant,
  ): Promise<Fence | null> {
    const before = this.#row(slot)
    if (before && (before.status !== 'RUNNING' || (before.leaseUntil ?? now) > now)) return null
    const token = (before?.token ?? 0) + 1
    const { book, day, slot: name, job, dueAt } = slot
    const startedAt = before?.startedAt ?? now
    this.#put({
      ...{ book, day, slot: name, job, dueAt, trigger, token, status: 'RUNNING', reason: null, startedAt },
      ...{
        detail: before?.detail ?? null,
        endedAt: null,
        lateByMs: startedAt - dueAt,
        left: [],
        leaseUntil: now + forMs,
      },
    })
    return { book, day, slot: name, token }
  }

  async finish(fence: Fence, end: SlotEnd, now: Instant): Promise<boolean> {
    const row = this.#row(fence)
    if (!row || row.token !== fence.token || row.status !== 'RUNNING') return false
    this.#put({ ...row, ...end, left: [...end.left], endedAt: now, leaseUntil: null })
    return true
  }

  async giveBack(fence: Fence, detail: string, now: Instant): Promise<void> {
    const row = this.#row(fence)
    if (row?.token === fence.token && row.status === 'RUNNING') this.#put({ ...row, detail, leaseUntil: now })
  }

  async settle(
    slots: readonly (DueSlot & { readonly end: SlotEnd })[],
    trigger: SlotTrigger,
    now: Instant,
  ): Promise<number> {
    const fresh = slots.filter((slot) => !this.#row(slot))
    for (const { end, ...slot } of fresh) {
      const times = { startedAt: null, endedAt: now, lateByMs: now - slot.dueAt, leaseUntil: null }
      this.#put({ ...slot, ...end, left: [...end.left], ...times, trigger, token: 0 })
    }
    return fresh.length
  }

  async between(book: Book, from: string, to: string): Promise<readonly StoredSlot[]> {
    const found: Row[] = []
    for (let number = dayNumber(from) ?? 0; number <= (dayNumber(to) ?? 0); number += 1) {
      found.push(...(this.#days.get(`${book} ${dayText(number)}`)?.values() ?? []))
    }
    return found.sort((a, b) => a.dueAt - b.dueAt || (a.slot < b.slot ? -1 : 1))
  }

  async newestDay(book: Book, slots: readonly string[]): Promise<string | null> {
    const days = slots.map((slot) => this.#newest.get(`${book} ${slot}`) ?? '')
    return days.sort().at(-1) || null
  }

  async find(key: SlotKey): Promise<StoredSlot | null> {
    return this.#row(key) ?? null
  }

  #row({ book, day, slot }: SlotKey): Row | undefined {
    return this.#days.get(`${book} ${day}`)?.get(slot)
  }

  #put(row: Row): void {
    const key = `${row.book} ${row.day}`
    const rows = this.#days.get(key) ?? new Map<string, Row>()
    rows.set(row.slot, row)
    this.#days.set(key, rows)
    const series = `${row.book} ${row.slot}`
    if (row.day > (this.#newest.get(series) ?? '')) this.#newest.set(series, row.day)
  }
}
