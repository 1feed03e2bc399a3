/**
 * The refusals of the service as AMQP errors. The conditions are those its clients map to error names; see
 * https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-troubleshoot.
 */

export interface Problem {
  readonly condition: string
  readonly description: string
}

/** The wording "The messaging entity … could not be found" is what SDKs recognise as MessagingEntityNotFound. */
export function entityNotFound(entity: string): Problem {
  return { condition: 'amqp:not-found', description: `The messaging entity '${entity}' could not be found.` }
}

export function partitionOutOfRange(partition: string, partitions: number): Problem {
  const description = `Partition '${partition}' is invalid; it should be between 0 and ${partitions - 1}.`
  return { condition: 'com.microsoft:argument-out-of-range', description }
}

export function invalidArgument(description: string): Problem {
  return { condition: 'com.microsoft:argument-error', description }
}

export function tooLarge(bytes: number, bytesMax: number): Problem {
  const description = `The publication is ${bytes} bytes; the limit is ${bytesMax} bytes. Send fewer events at a time.`
  return { condition: 'amqp:link:message-size-exceeded', description }
}

export function serverBusy(hub: string): Problem {
  const description = `The request to '${hub}' was throttled. Wait and try again.`
  return { condition: 'com.microsoft:server-busy', description }
}

export function stolen(description: string): Problem {
  return { condition: 'amqp:link:stolen', description }
}

export function quotaExceeded(description: string): Problem {
  return { condition: 'amqp:resource-limit-exceeded', description }
}

export function notImplemented(description: string): Problem {
  return { condition: 'amqp:not-implemented', description }
}

export function undecodable(description: string): Problem {
  return { condition: 'amqp:decode-error', description }
}

export function internalError(description: string): Problem {
  return { condition: 'amqp:internal-error', description }
}
