/** The envelope of every event on a hub, and the table of event types. A new shape is a new version, never an edit. */
import * as z from 'zod'
import { jsonOf } from '../base/json.ts'
import { barSchema } from './bars.ts'
import { bookSchema } from './books.ts'
import type { HubKey } from './hubs.ts'
import { orderIntentSchema, orderReportSchema } from './orders.ts'
import type { PoisonCode } from './reasons.ts'
import { instantSchema } from './scalars.ts'
import { regimeSchema, signalSchema } from './signals.ts'
import { sweepRequestSchema, sweepResultSchema } from './sweeps.ts'
import { decodeWire, encodeWire } from './wire.ts'

export const EVENT_TYPES = {
  'gatehouse.bar.v1': { hub: 'bars', schema: barSchema },
  'gatehouse.signal.v1': { hub: 'signals', schema: signalSchema },
  'gatehouse.regime.v1': { hub: 'regimes', schema: regimeSchema },
  'gatehouse.order.intent.v1': { hub: 'orders', schema: orderIntentSchema },
  'gatehouse.order.report.v1': { hub: 'orders', schema: orderReportSchema },
  'gatehouse.sweep.request.v1': { hub: 'jobs', schema: sweepRequestSchema },
  'gatehouse.sweep.result.v1': { hub: 'jobs', schema: sweepResultSchema },
} as const satisfies Record<string, { hub: HubKey; schema: z.ZodType }>

export type EventType = keyof typeof EVENT_TYPES
export type EventData<T extends EventType> = z.output<(typeof EVENT_TYPES)[T]['schema']>

export interface Envelope<T extends EventType = EventType> {
  readonly specversion: '1.0'
  /** Id of the logical event; a redelivered or resent event has the same one. */
  readonly id: string
  readonly type: T
  readonly source: string
  readonly time: number
  /** Symbol or job id; also the partition key. */
  readonly subject: string
  readonly book: z.infer<typeof bookSchema>
  readonly data: EventData<T>
}

/** An event ready to be sent. */
export interface OutgoingEvent {
  readonly id: string
  readonly hub: HubKey
  readonly partitionKey: string
  /** JSON-ready wire form. */
  readonly body: unknown
}

const headSchema = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(64),
  type: z.string().max(100),
  source: z.string().max(100),
  time: instantSchema,
  subject: z.string().max(100),
  book: bookSchema,
  data: z.unknown(),
})

/** The event as it goes on its hub. */
export function outgoing<T extends EventType>(event: Omit<Envelope<T>, 'specversion'>): OutgoingEvent {
  const { hub, schema } = EVENT_TYPES[event.type]
  const data = encodeWire(schema as z.ZodType, event.data)
  const head = encodeWire(headSchema, { ...event, specversion: '1.0', data: null }) as Record<string, unknown>
  return { id: event.id, hub, partitionKey: event.subject, body: { ...head, data } }
}

export type ReadEvent =
  | { readonly kind: 'event'; readonly event: { [T in EventType]: Envelope<T> }[EventType] }
  | { readonly kind: 'poison'; readonly code: PoisonCode; readonly detail: string }

/**
 * Reads what arrived from a hub. Anything that is not a known event of that hub is poison, with the field that is
 * wrong.
 */
export function readEvent(hub: HubKey, body: unknown): ReadEvent {
  if (body === null || typeof body !== 'object') {
    return { kind: 'poison', code: 'NOT_JSON', detail: `body is ${body === null ? 'null' : typeof body}` }
  }
  const head = decodeWire(headSchema, { ...body, data: null })
  if (head.kind === 'invalid') return { kind: 'poison', code: 'ENVELOPE_INVALID', detail: detailOf(head.errors) }
  const known = Object.hasOwn(EVENT_TYPES, head.value.type) ? EVENT_TYPES[head.value.type as EventType] : undefined
  if (!known || known.hub !== hub) {
    return { kind: 'poison', code: 'TYPE_UNKNOWN', detail: `type ${head.value.type} on hub ${hub}` }
  }
  const data = decodeWire(known.schema as z.ZodType, (body as { data?: unknown }).data)
  if (data.kind === 'invalid') return { kind: 'poison', code: 'DATA_INVALID', detail: detailOf(data.errors) }
  return { kind: 'event', event: { ...head.value, data: data.value } as never }
}

const detailOf = (errors: readonly { field: string; message: string }[]): string =>
  errors
    .map(({ field, message }) => `${field} ${message}`)
    .join('; ')
    .slice(0, 1_000)

/** Parses text or bytes of a body; undefined when it is not JSON. */
export function valueOfBody(body: unknown): unknown {
  if (body instanceof Uint8Array) return jsonOf(new TextDecoder().decode(body))
  return typeof body === 'string' ? jsonOf(body) : body
}
