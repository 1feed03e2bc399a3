/**
 * Schedule: what should happen on a trading day, when, and until when a late start is worth it.
 *
 * 1. A trading day has the same slots every time it is asked; a day on which the exchange stays closed has none.
 * 2. Slots are due in order, and each may start from the instant it is due until an instant of its own, not before.
 * 3. What follows the close moves with it; what needs an open exchange and falls after the close is skipped by name.
 * 4. Every slot is UPCOMING, then DUE, then MISSED, and never goes back.
 * 5. A slot that nothing touched is OVERDUE 90 seconds after it was due, and never one from before the first start.
 */
export { missedOf, PLANNED_SLOTS, type PlannedSlot, slotsOf, untouchedStatus, verdictOf } from './plan.ts'
