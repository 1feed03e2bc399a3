/** One service of the local cloud: started, stopped, killed, started again in its place, and revived when asked to. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Child, Exit } from './child.ts'

/** A service while it lives, whatever it is made of. */
export interface Running {
  readonly pid: number
  readonly port: number
  readonly exited: Promise<Exit>
  stop(): Promise<unknown>
  kill(): Promise<unknown>
  call?<T>(method: string, ...args: unknown[]): Promise<T>
}

export type Launch = (port: number) => Promise<Running>

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000
/** A service that lived this long starts its next revival afresh. */
const STEADY_AFTER_MS = 60_000
const REVIVALS_MAX = 30
/** Children force their own end earlier than this. */
const STOP_WITHIN_MS = 7_000

export interface ServiceOptions {
  readonly launch: Launch
  /** 0: a free one at the first start. */
  readonly port: number
  /** Gets the process id of every start. */
  readonly note: (pid: number) => void
  /** With it an unexpected death is told here and the service revived; without, it stays dead until started. */
  readonly say: ((line: string) => void) | undefined
}

export class Service {
  readonly name: string
  readonly #launch: Launch
  readonly #say: ServiceOptions['say']
  readonly #note: ServiceOptions['note']
  #running: Running | null = null
  #port: number
  #stopped = new AbortController()
  #revivals = 0

  constructor(name: string, options: ServiceOptions) {
    this.name = name
    this.#launch = options.launch
    this.#port = options.port
    this.#say = options.say
    this.#note = options.note
  }

  /** Known once it was started; a later start takes the same one. */
  get port(): number {
    return this.#port
  }

  get alive(): boolean {
    return this.#running !== null
  }

  async start(): Promise<void> {
    if (this.#running) return
    this.#stopped = new AbortController()
    await this.#open(this.#stopped.signal)
  }

  async stop(): Promise<void> {
    await this.#release()?.stop()
  }

  /** Kills it at once; nothing is saved. */
  async kill(): Promise<void> {
    await this.#release()?.kill()
  }

  /** Resolves when it has died by itself, or was stopped. */
  async died(): Promise<void> {
    await this.#running?.exited
  }

  call<T>(method: string, ...args: unknown[]): Promise<T> {
    const running = this.#running
    if (!running?.call) return Promise.reject(new Error(`${this.name} is not running here`))
    return running.call<T>(method, ...args)
  }

  #release(): Running | null {
    const running = this.#running
    this.#running = null
    this.#stopped.abort()
    return running
  }

  async #open(stopped: AbortSignal): Promise<void> {
    const running = await this.#launch(this.#port)
    this.#note(running.pid)
    if (stopped.aborted) {
      await running.stop()
      return
    }
    this.#running = running
    this.#port = running.port
    const openedMs = performance.now()
    running.exited.then((exit) => {
      if (this.#running !== running) return // it was asked to
      this.#running = null
      if (performance.now() - openedMs > STEADY_AFTER_MS) this.#revivals = 0
      if (this.#say) this.#revive(this.#say, exit, stopped)
    })
  }

  async #revive(say: (line: string) => void, { code, signal }: Exit, stopped: AbortSignal): Promise<void> {
    say(`${this.name} ended (${signal ?? `code ${code}`}); starting it again`)
    while (this.#revivals < REVIVALS_MAX) {
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#revivals, LONGEST_PAUSE_MS)
      this.#revivals += 1
      await delay(pauseMs, undefined, { signal: stopped }).catch(() => {})
      if (stopped.aborted) return
      try {
        await this.#open(stopped)
        if (!stopped.aborted) say(`${this.name} is back`)
        return
      } catch (error) {
        say(`${this.name} did not start: ${(error as Error).message}`)
      }
    }
    say(`${this.name} stays down after ${REVIVALS_MAX} attempts; read its log, then stop the desk and start it again`)
  }
}

export function runningChild(child: Child, port: number): Running {
  return {
    pid: child.pid,
    port,
    exited: child.exited,
    stop: async () => {
      const timer = setTimeout(() => child.stop('SIGKILL'), STOP_WITHIN_MS)
      await child.stop()
      clearTimeout(timer)
    },
    kill: () => child.stop('SIGKILL'),
    call: (method, ...args) => child.call(method, ...args),
  }
}
