/** Events as the host hands them to the worker: bodies as text, and the metadata arrays of the Event Hubs extension. */
import type { ReceivedEventData } from '@azure/event-hubs'
import type { RpcData, RpcRequest } from './core-api.ts'

export interface PartitionContext {
  readonly fullyQualifiedNamespace: string
  readonly eventHubName: string
  readonly consumerGroup: string
  readonly partitionId: string
  readonly isCheckpointingAfterInvocation: boolean
}

/** The request for one batch of a trigger with cardinality "many". */
export function batchRequest(
  inputName: string,
  events: readonly ReceivedEventData[],
  partition: PartitionContext,
): RpcRequest {
  return {
    inputData: [{ name: inputName, data: { collectionString: { string: events.map(textOf) } } }],
    triggerMetadata: {
      PartitionContext: json(partition),
      PartitionKeyArray: strings(events.map((event) => event.partitionKey ?? '')),
      OffsetArray: strings(events.map((event) => event.offset)),
      SequenceNumberArray: json(events.map((event) => event.sequenceNumber)),
      EnqueuedTimeUtcArray: json(events.map((event) => event.enqueuedTimeUtc)),
      PropertiesArray: json(events.map((event) => event.properties ?? {})),
      SystemPropertiesArray: json(events.map(systemPropertiesOf)),
    },
  }
}

/** The request for one event of a trigger with cardinality "one". */
export function eventRequest(inputName: string, event: ReceivedEventData, partition: PartitionContext): RpcRequest {
  return {
    inputData: [{ name: inputName, data: { string: textOf(event) } }],
    triggerMetadata: {
      PartitionContext: json(partition),
      PartitionKey: { string: event.partitionKey ?? '' },
      Offset: { string: event.offset },
      SequenceNumber: { int: event.sequenceNumber },
      EnqueuedTimeUtc: json(event.enqueuedTimeUtc),
      Properties: json(event.properties ?? {}),
      SystemProperties: json(systemPropertiesOf(event)),
    },
  }
}

const json = (value: unknown): RpcData => ({ json: JSON.stringify(value) })

/** The library reads each string as JSON when it can, so digits arrive as a number: in Azure as here. */
const strings = (values: string[]): RpcData => ({ collectionString: { string: values } })

/** Bodies are received unparsed: bytes of a data section, or the value of an AMQP value section. */
function textOf({ body }: ReceivedEventData): string {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : JSON.stringify(body)
}

const systemPropertiesOf = (event: ReceivedEventData): Record<string, unknown> => ({
  ...event.systemProperties,
  SequenceNumber: event.sequenceNumber,
  Offset: event.offset,
  PartitionKey: event.partitionKey ?? null,
  EnqueuedTimeUtc: event.enqueuedTimeUtc,
})
