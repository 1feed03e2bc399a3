/**
 * One invocation: the library's conversions, the app's hooks around the handler, and one line in the log.
 */
import { randomUUID } from 'node:crypto'
import type { CoreInvocation, RegisteredFunction, Registry, RpcRequest } from './core-api.ts'
import type { Log, LogLevel } from './log.ts'
import type { OutputSender } from './outputs.ts'

/** What a trigger adds to the invocation's log line. */
export interface InvocationFacts {
  readonly trigger: 'http' | 'timer' | 'eventHub'
  readonly attempt?: number
  readonly events?: number
  readonly hub?: string
  readonly partition?: string
  /** First and last sequence number. */
  readonly sequences?: readonly [number, number]
  readonly method?: string
  readonly path?: string
  /** HTTP status answered, known only at the end. */
  status?: number
}

export interface Arguments {
  readonly context: object
  readonly inputs: unknown[]
}

export class Invoker {
  readonly #registry: Registry
  readonly #outputs: OutputSender
  readonly #log: Log

  constructor(registry: Registry, outputs: OutputSender, log: Log) {
    this.#registry = registry
    this.#outputs = outputs
    this.#log = log
  }

  /** Runs one non-HTTP invocation through the library's own model, outputs included; throws what failed. */
  async invoke(target: RegisteredFunction, request: RpcRequest, facts: InvocationFacts): Promise<void> {
    const model = this.#registry.model
    if (!model) throw new Error('the app registered no programming model; it must use @azure/functions v4')
    const invocationId = randomUUID()
    const core: CoreInvocation = {
      invocationId,
      request,
      metadata: target.metadata,
      state: undefined,
      log: (level, _, message) => this.userLog(target, invocationId, level, message),
    }
    await this.logged(target, invocationId, facts, async () => {
      const invocation = model.getInvocationModel(core)
      const given = await invocation.getArguments()
      const result = await this.withHooks(target, given, (inputs, callback) => {
        core.state = 'invocation'
        return invocation.invokeFunction(given.context, inputs, callback)
      })
      core.state = undefined
      await this.#outputs.sendResponse(target, await invocation.getResponse(given.context, result))
    })
  }

  /** Runs the pre and post hooks around the call; they may change inputs, handler, result and error. */
  async withHooks(
    target: RegisteredFunction,
    given: Arguments,
    call: (inputs: unknown[], callback: RegisteredFunction['callback']) => unknown,
  ): Promise<unknown> {
    const { preInvocation, postInvocation } = this.#registry.hooks
    if (preInvocation.length === 0 && postInvocation.length === 0) return await call(given.inputs, target.callback)
    const shared = { hookData: {}, appHookData: this.#registry.appHookData, invocationContext: given.context }
    const before = { ...shared, inputs: given.inputs, functionCallback: target.callback }
    for (const hook of preInvocation) await hook(before)
    const after: { inputs: unknown[]; result: unknown; error: unknown } & typeof shared = {
      ...shared,
      inputs: before.inputs,
      result: null,
      error: null,
    }
    try {
      after.result = await call(before.inputs, before.functionCallback)
    } catch (error) {
      after.error = error
    }
    for (const hook of postInvocation) await hook(after)
    if (after.error) throw after.error
    return after.result
  }

  /** Times the work and writes the invocation's line, whatever the end. */
  async logged<T>(
    target: RegisteredFunction,
    invocationId: string,
    facts: InvocationFacts,
    work: () => Promise<T>,
  ): Promise<T> {
    const startMs = performance.now()
    let failure: { error: string } | undefined
    try {
      return await work()
    } catch (error) {
      failure = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
      throw error
    } finally {
      this.#log.line(failure ? 'error' : 'information', {
        kind: 'invocation',
        function: target.metadata.name,
        ...facts,
        invocationId,
        durationMs: Math.round((performance.now() - startMs) * 1000) / 1000,
        outcome: failure ? 'failed' : 'ok',
        ...failure,
      })
    }
  }

  /** What the handler logged through its context. */
  userLog(target: RegisteredFunction, invocationId: string, level: LogLevel, message: string): void {
    this.#log.line(level, { kind: 'log', function: target.metadata.name, invocationId, message })
  }

  /** Runs the app's start or terminate hooks in the order they were registered. */
  async appHooks(name: 'appStart' | 'appTerminate', functionAppDirectory: string): Promise<void> {
    const shared = { hookData: this.#registry.appHookData, appHookData: this.#registry.appHookData }
    for (const hook of this.#registry.hooks[name]) {
      await hook(name === 'appStart' ? { ...shared, functionAppDirectory } : shared)
    }
  }
}
