/**
 * The line before the connections. A single statement is done in a moment, so it goes before the transactions that
 * wait; behind a long one it would keep a whole request or batch waiting with it. Every fourth turn is a transaction's.
 */

export type Kind = 'statement' | 'transaction'

/** Statements that may pass a waiting transaction, one after another. */
const PASSING_MAX = 3

export class Line {
  #free: number
  readonly #withinMs: number
  readonly #waiting: Readonly<Record<Kind, Set<() => void>>> = { statement: new Set(), transaction: new Set() }
  #passed = 0

  constructor(connections: number, withinMs: number) {
    this.#free = connections
    this.#withinMs = withinMs
  }

  /** Resolves when it is the caller's turn; rejects when none came in time. Every turn ends with `leave`. */
  enter(kind: Kind): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve()
    }
    const waiting = this.#waiting[kind]
    return new Promise((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        waiting.delete(go)
        reject(new Error(`no connection was free within ${this.#withinMs} ms: timeout`))
      }, this.#withinMs)
      waiting.add(go)
    })
  }

  /** The turn is given when the event loop comes round: who is about to ask for one then stands in the line too. */
  leave(): void {
    setImmediate(() => this.#give())
  }

  #give(): void {
    const kind = this.#next()
    const [go] = this.#waiting[kind]
    if (!go) {
      this.#free += 1
      return
    }
    this.#passed = kind === 'statement' && this.#waiting.transaction.size > 0 ? this.#passed + 1 : 0
    this.#waiting[kind].delete(go)
    go()
  }

  #next(): Kind {
    const { statement, transaction } = this.#waiting
    if (statement.size === 0) return 'transaction'
    return transaction.size > 0 && this.#passed >= PASSING_MAX ? 'transaction' : 'statement'
  }
}
