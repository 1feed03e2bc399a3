/** The parts of rhea's links that its own typings leave out, and small helpers over them. */
import type { EventContext, Receiver, Sender, Session } from 'rhea'
import type { Problem } from './problem.ts'

export type ServerSession = Session & { readonly outgoing: { available(): number } }

export type ServerSender = Sender & {
  readonly session: ServerSession
  /** What the receiver still takes; lowered only when a delivery leaves the session's buffer. */
  readonly credit: number
  readonly delivery_count: number
}

export type ServerReceiver = Receiver

export function senderOf(context: EventContext): ServerSender {
  if (!context.sender) throw new Error('a sender event without its sender')
  return context.sender as ServerSender
}

export function receiverOf(context: EventContext): ServerReceiver {
  if (!context.receiver) throw new Error('a receiver event without its receiver')
  return context.receiver
}

/** Refuses or ends a link with the service's words. */
export function closeWith(link: Sender | Receiver, problem: Problem): void {
  link.close({ condition: problem.condition, description: problem.description })
}

/** Capabilities come as one symbol or as a list of them. */
export function desires(link: Sender | Receiver, capability: string): boolean {
  const desired: unknown = link.desired_capabilities
  const list = Array.isArray(desired) ? desired : [desired]
  return list.some((item) => String(item) === capability)
}
