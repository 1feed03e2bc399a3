/** What the service adds to an event when it takes it into a partition. */

export interface Stamp {
  /** 0 for the first event of a partition, then one more each. */
  readonly sequence: number
  /** Where the event begins in the partition's bytes, since its first event; the wire carries it as text. */
  readonly offset: number
  /** When it was taken, epoch milliseconds; never earlier than the event before. */
  readonly time: number
}

/** The stamp that stands before the first event of a partition. */
export const BEFORE_FIRST: Stamp = { sequence: -1, offset: -1, time: -1 }
