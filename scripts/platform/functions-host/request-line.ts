/**
 * How many requests the host works on and lets wait, as host.json bounds them. What comes beyond is refused at once.
 *
 * As the host of Azure does it (Azure/azure-webjobs-sdk-extensions, HttpThrottleMiddleware.cs): those at work count as
 * outstanding, and the refusal is a bare 429, which says nothing of when to come again.
 */

export class RequestLine {
  readonly #outstandingMax: number
  readonly #concurrentMax: number
  readonly #waiting: (() => void)[] = []
  #atWork = 0

  /** Both are at least 1; infinity is no bound. */
  constructor(outstandingMax: number, concurrentMax: number) {
    this.#outstandingMax = outstandingMax
    this.#concurrentMax = concurrentMax
  }

  /** Runs the work in its turn; null when the line is full. */
  take<T>(work: () => Promise<T>): Promise<T> | null {
    if (this.#atWork + this.#waiting.length >= this.#outstandingMax) return null
    return this.#run(work)
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#atWork < this.#concurrentMax) this.#atWork += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place goes to the next in line without being free in between.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#atWork -= 1
    }
  }
}
