import type { OutgoingEvent } from '../contracts/envelope.ts'

/** Sends events to their hubs; resolves only when every one is confirmed. Throws Unavailable otherwise. */
export interface Publisher {
  send(events: readonly OutgoingEvent[]): Promise<void>
}
