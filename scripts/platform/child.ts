/**
 * A child process of the local cloud, spoken to over Node's IPC channel.
 *
 * Every service is its own process so that each can die alone. The parent calls named methods; the child answers,
 * and may emit events. A child leaves by itself when the parent is lost (see serve-parent.ts).
 */
import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'

export interface ChildOptions {
  readonly name: string
  /** Module run by the child; it must call serveParent(). */
  readonly entry: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly execArgv?: readonly string[]
  /** File that receives stdout and stderr; inherited when absent. */
  readonly logFile?: string
  readonly onEvent?: (event: string, data: unknown) => void
  readonly readyWithinMs?: number
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Compiled code of the packages, shared by all homes; gone with the packages. Azurite starts in half the time. */
export const COMPILE_CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/compile')

type Reply = { id: number; result?: unknown; error?: string }
type Message = Reply | { event: string; data: unknown } | { ready: unknown } | { failed: string }

export class Child {
  readonly name: string
  readonly exited: Promise<Exit>
  /** What the child said when it was ready, such as its port. */
  ready: unknown
  #process: ChildProcess
  #pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  #nextId = 1

  private constructor(name: string, process: ChildProcess) {
    this.name = name
    this.#process = process
    // Its last words may still be in the channel when it is gone, so both ends are waited for.
    const disconnected = new Promise((resolve) => process.once('disconnect', resolve))
    this.exited = new Promise((resolve) => {
      process.once('exit', (code, signal) => disconnected.then(() => resolve({ code, signal })))
    })
    this.exited.then(({ code, signal }) => {
      for (const { reject } of this.#pending.values()) reject(new Error(`${name} exited (${signal ?? code})`))
      this.#pending.clear()
    })
  }

  get pid(): number {
    return this.#process.pid ?? -1
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Starts the module and resolves once it said it is ready; rejects with its own words when it cannot start. */
  static async start(options: ChildOptions): Promise<Child> {
    // The file itself is handed over, so that a child can still write its last lines when the parent is gone.
    const log = options.logFile ? openSync(options.logFile, 'a') : 'inherit'
    const process_ = fork(options.entry, [...(options.args ?? [])], {
      execArgv: [...(options.execArgv ?? [])],
      env: { ...process.env, ...options.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
      // Its own process group: a Ctrl-C in the terminal reaches the parent alone, which then closes in the right order.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    })
    if (typeof log === 'number') closeSync(log)
    const child = new Child(options.name, process_)
    await new Promise<void>((resolve, reject) => {
      const withinMs = options.readyWithinMs ?? 30_000
      const timer = setTimeout(() => {
        process_.kill('SIGKILL')
        reject(new Error(`${options.name} was not ready within ${withinMs} ms`))
      }, withinMs)
      child.exited.then(({ code, signal }) => {
        clearTimeout(timer)
        reject(
          new Error(
            `${options.name} exited before it was ready (${signal ?? code}); see ${options.logFile ?? 'above'}`,
          ),
        )
      })
      process_.once('error', reject)
      process_.on('message', (message: Message) => {
        if ('ready' in message) {
          clearTimeout(timer)
          child.ready = message.ready
          resolve()
        } else if ('failed' in message) {
          clearTimeout(timer)
          reject(new Error(`${options.name} could not start: ${message.failed}`))
        } else if ('event' in message) options.onEvent?.(message.event, message.data)
        else child.#settle(message)
      })
    })
    return child
  }

  /** Calls a method the child serves. Rejects when the child answers with an error or dies first. */
  call<T>(method: string, ...args: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!this.#process.connected) return reject(new Error(`${this.name} is not running`))
      const id = this.#nextId++
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject })
      this.#process.send({ id, call: method, args }, (error) => {
        if (error && this.#pending.delete(id)) reject(error)
      })
    })
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    if (this.alive) this.#process.kill(signal)
    return await this.exited
  }

  #settle(reply: Reply): void {
    const waiting = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (reply.error !== undefined) waiting?.reject(new Error(`${this.name}: ${reply.error}`))
    else waiting?.resolve(reply.result)
  }
}
