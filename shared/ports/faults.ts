/** Named places where a process may be killed by a test. In production reaching one does nothing. */

export const KILL_POINTS = [
  'before_intent_commit',
  'after_intent_commit',
  'before_send',
  'after_send',
  'before_mark',
  'after_mark',
  'before_upsert',
  'after_upsert',
  'before_fill',
  'after_fill',
  'before_position',
  'after_position',
  'before_checkpoint',
  'after_checkpoint',
] as const
export type KillPoint = (typeof KILL_POINTS)[number]

export interface Faults {
  reach(point: KillPoint): Promise<void>
}
