/**
 * How far every Event Hubs trigger has come, and who waits for it to come further.
 *
 * A position is the sequence number of the next event to handle. Waiters are looked at only when something changed.
 */
export interface PartitionProgress {
  /** Sequence number of the next event to handle. */
  next: number
  /** 1 while a batch is being handled. */
  running: number
}

export interface TriggerProgress {
  readonly function: string
  readonly hub: string
  readonly consumerGroup: string
  /** By partition id; empty until the hub has told its partitions. */
  readonly partitions: Readonly<Record<string, PartitionProgress>>
}

interface Waiter {
  readonly positions: Readonly<Record<string, readonly number[]>>
  readonly settle: (caughtUp: boolean) => void
}

export class Progress {
  readonly #triggers: {
    readonly function: string
    hub: string
    consumerGroup: string
    partitions: Map<string, PartitionProgress>
  }[] = []
  readonly #waiters = new Set<Waiter>()
  #running = 0

  /** Adds a trigger; the returned map is the trigger's to fill, and changed() tells when it did. */
  addTrigger(name: string, hub: string, consumerGroup: string): Map<string, PartitionProgress> {
    const partitions = new Map<string, PartitionProgress>()
    this.#triggers.push({ function: name, hub, consumerGroup, partitions })
    return partitions
  }

  /** Counts an invocation as running until the returned function is called. */
  begin(): () => void {
    this.#running += 1
    return () => {
      this.#running -= 1
      this.changed()
    }
  }

  changed(): void {
    for (const waiter of this.#waiters) {
      if (this.#reached(waiter.positions)) waiter.settle(true)
    }
  }

  report(): TriggerProgress[] {
    return this.#triggers.map(({ partitions, ...trigger }) => ({
      ...trigger,
      partitions: Object.fromEntries([...partitions].map(([id, at]) => [id, { ...at }])),
    }))
  }

  /**
   * Resolves true once every trigger of the hubs named has passed these next sequence numbers and no timer or hub
   * invocation runs; false when that has not happened within the time.
   */
  caughtUp(positions: Waiter['positions'], withinMs: number): Promise<boolean> {
    if (this.#reached(positions)) return Promise.resolve(true)
    return new Promise((resolve) => {
      const settle = (caughtUp: boolean): void => {
        clearTimeout(timer)
        this.#waiters.delete(waiter)
        resolve(caughtUp)
      }
      const waiter: Waiter = { positions, settle }
      const timer = setTimeout(settle, withinMs, false)
      this.#waiters.add(waiter)
    })
  }

  #reached(positions: Waiter['positions']): boolean {
    if (this.#running > 0) return false
    return this.#triggers.every(({ hub, partitions }) =>
      (positions[hub] ?? []).every((target, id) => target === 0 || (partitions.get(String(id))?.next ?? 0) >= target),
    )
  }
}
