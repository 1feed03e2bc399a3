/** Bindings of a function by direction, and the Event Hubs output binding. */
import type { Binding, FunctionMetadata, RegisteredFunction, RpcData, RpcResponse } from './core-api.ts'

/** Name the library gives to the return binding. */
const RETURN = '$return'

export interface Bindings {
  readonly trigger: Binding
  readonly return: Binding | undefined
  readonly extraInputs: readonly Binding[]
  readonly extraOutputs: readonly Binding[]
}

export function bindingsOf(metadata: FunctionMetadata): Bindings {
  const all = Object.entries(metadata.bindings).map(([name, binding]) => ({ ...binding, name }))
  const trigger = all.find((one) => /trigger$/i.test(one.type))
  if (!trigger) throw new Error(`function "${metadata.name}" has no trigger`)
  return {
    trigger,
    return: all.find((one) => one.name === RETURN),
    extraInputs: all.filter((one) => one.direction === 'in' && one !== trigger),
    extraOutputs: all.filter((one) => one.direction === 'out' && one.name !== RETURN),
  }
}

export interface OutputSender {
  /** Sends what the handler left in context.extraOutputs; rejects when an event could not be sent. */
  sendExtra(target: RegisteredFunction, value: (name: string) => unknown): Promise<void>
  /** Sends the return value and the extra outputs of an invocation that went through the library's model. */
  sendResponse(target: RegisteredFunction, response: RpcResponse): Promise<void>
  close(): Promise<void>
}

export type EventBody = string | Buffer

/** One event per element of an array, else one; objects as JSON, text and bytes as they are. Nothing is no event. */
export function outputEvents(value: unknown): EventBody[] {
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).map((one) =>
    typeof one === 'string' ? one : one instanceof Uint8Array ? Buffer.from(one) : JSON.stringify(one),
  )
}

/** Turns the library's wire form of a returned value back into the value. */
export function rpcValue(data: RpcData | null | undefined): unknown {
  if (!data) return undefined
  if (data.json !== undefined) return JSON.parse(data.json)
  return data.string ?? data.bytes ?? data.int ?? data.double
}
