/**
 * The slot of a fence while its holder still has it: parameters 1 to 4 are book, day, slot and token. What a job writes
 * selects from it, so that a holder that was paused past its lease writes nothing. Locked, so that no claim passes
 * between the look and the write.
 */
export const HELD_SLOT = `
  select book, day, slot from ops.schedule_slots
  where book = $1 and day = $2::date and slot = $3 and token = $4 and status = 'RUNNING'
  for update`
