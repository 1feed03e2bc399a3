/**
 * What the real Node worker gives to the @azure/functions library: the module '@azure/functions-core'.
 *
 * The library asks for it by require() at the first app.* call, from a bundle or from node_modules. A module hook
 * answers with an object kept on globalThis, so that the app's bundle loads here exactly as it loads in Azure.
 */
import { registerHooks } from 'node:module'
import type { Log, LogLevel } from './log.ts'

export interface Binding {
  readonly type: string
  readonly name?: string
  readonly direction?: 'in' | 'out' | 'inout'
  readonly [property: string]: unknown
}

export interface RetryOptions {
  /** -1 retries for ever. */
  readonly maxRetryCount: number
  readonly retryStrategy: 'fixedDelay' | 'exponentialBackoff'
  readonly delayInterval?: { readonly seconds: number }
  readonly minimumInterval?: { readonly seconds: number }
  readonly maximumInterval?: { readonly seconds: number }
}

export interface FunctionMetadata {
  readonly name: string
  readonly bindings: Readonly<Record<string, Binding>>
  readonly retryOptions?: RetryOptions
}

export type FunctionCallback = (...args: unknown[]) => unknown
export type HookName = 'preInvocation' | 'postInvocation' | 'appStart' | 'appTerminate'
export type Hook = (context: object) => unknown

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata
  readonly callback: FunctionCallback
}

/** One value on the wire between host and worker; the library turns it into what the handler sees. */
export interface RpcData {
  readonly string?: string
  readonly json?: string
  readonly bytes?: Uint8Array
  readonly int?: number
  readonly double?: number
  readonly collectionString?: { readonly string: readonly string[] }
}

export interface RpcRequest {
  readonly inputData: readonly { readonly name: string; readonly data: RpcData }[]
  readonly triggerMetadata?: Readonly<Record<string, RpcData>>
  readonly retryContext?: {
    readonly retryCount: number
    readonly maxRetryCount: number
    readonly exception: { readonly source: string; readonly message: string; readonly stackTrace: string }
  }
}

export interface RpcResponse {
  readonly returnValue?: RpcData | null
  readonly outputData?: readonly { readonly name: string; readonly data: RpcData | null }[]
}

export interface InvocationModel {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>
  invokeFunction(context: object, inputs: unknown[], callback: FunctionCallback): Promise<unknown>
  getResponse(context: object, result: unknown): Promise<RpcResponse>
}

export interface CoreInvocation {
  readonly invocationId: string
  readonly request: RpcRequest
  readonly metadata: FunctionMetadata
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined
  log(level: LogLevel, category: string, message: string): void
}

interface ProgrammingModel {
  readonly name: string
  getInvocationModel(invocation: CoreInvocation): InvocationModel
}

/** Everything the app registered. */
export class Registry {
  readonly functions = new Map<string, RegisteredFunction>()
  readonly hooks: Record<HookName, Hook[]> = { preInvocation: [], postInvocation: [], appStart: [], appTerminate: [] }
  /** Shared by all hooks of the app, as in the real worker. */
  readonly appHookData = {}
  model: ProgrammingModel | undefined
}

class Disposable {
  #dispose: () => unknown
  constructor(dispose: () => unknown) {
    this.#dispose = dispose
  }
  static from(...parts: { dispose: () => unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose()
    })
  }
  dispose(): unknown {
    return this.#dispose()
  }
}

const WORKER_VERSION = '3.0.0'
const HOST_VERSION = '4.1000.0'
const CORE_KEY = 'gatehouse.functions-core'
const CORE_URL = 'gatehouse:functions-core'

/** Makes '@azure/functions-core' resolvable for the app and returns the registry it fills. Call before the import. */
export function provideCoreApi(log: Log): Registry {
  const registry = new Registry()
  const core = {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    Disposable,
    registerFunction(metadata: FunctionMetadata, callback: FunctionCallback) {
      if (registry.functions.has(metadata.name)) throw new Error(`function "${metadata.name}" is registered twice`)
      registry.functions.set(metadata.name, { metadata, callback })
      return new Disposable(() => registry.functions.delete(metadata.name))
    },
    registerHook(name: string, hook: Hook) {
      // The log hook only rewrites lines for Application Insights; it has nothing to act on here.
      const hooks = registry.hooks[name as HookName] ?? []
      hooks.push(hook)
      return new Disposable(() => hooks.splice(hooks.indexOf(hook), 1))
    },
    setProgrammingModel(model: ProgrammingModel) {
      registry.model = model
    },
    getProgrammingModel: () => registry.model,
    log: (level: LogLevel, category: string, message: string) => log.line(level, { kind: 'worker', category, message }),
  }
  Object.assign(globalThis, { [Symbol.for(CORE_KEY)]: core })
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@azure/functions-core'
        ? { url: CORE_URL, format: 'commonjs', shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === CORE_URL
        ? {
            format: 'commonjs',
            source: `module.exports = globalThis[Symbol.for('${CORE_KEY}')]`,
            shortCircuit: true,
          }
        : next(url, context),
  })
  return registry
}
