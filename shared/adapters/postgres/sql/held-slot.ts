import type { Fence } from '../../../ports/schedule.ts'

/**
 * The slot of a fence while its holder still has it: parameters 1 to 4 are what `fenceValues` gives. What a job writes
 * selects from it, so that a holder that was paused past its lease writes nothing. Locked to the commit: whoever takes
 * the slot over waits, and writes after it.
 */
export const HELD_SLOT = `
  select book, day, slot from ops.schedule_slots
  where book = $1::text and day = $2::date and slot = $3::text and token = $4::bigint and status = 'RUNNING'
  for share`

/** In the `where` of a statement with `held`: true without a fence, or while its slot is held. */
export const UNFENCED_OR_HELD = '($1::text is null or exists (select from held))'

export const fenceValues = (fence: Fence | null): readonly (string | number | null)[] => [
  fence?.book ?? null,
  fence?.day ?? null,
  fence?.slot ?? null,
  fence?.token ?? null,
]
