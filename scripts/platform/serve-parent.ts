/** The child's end of child.ts: says ready, answers calls, and closes when told to or when the parent is lost. */

export interface ParentLink {
  emit(event: string, data: unknown): void
}

export interface ServedChild {
  /** Sent to the parent with the ready message. */
  readonly ready: unknown
  readonly methods: Readonly<Record<string, (...args: never[]) => unknown>>
  /** Saves and closes; bounded by forceAfterMs. */
  readonly close: () => Promise<void> | void
}

const FORCE_AFTER_MS = 5_000

/** Starts the service and serves the parent until it ends. Exits the process in every case. */
export async function serveParent(start: (link: ParentLink) => Promise<ServedChild>): Promise<void> {
  const send = (message: unknown): void => {
    if (process.connected) process.send?.(message)
  }
  try {
    const served = await start({ emit: (event, data) => send({ event, data }) })
    let closing = false
    const close = async (): Promise<void> => {
      if (closing) return
      closing = true
      setTimeout(() => process.exit(1), FORCE_AFTER_MS).unref()
      await served.close()
      process.exit(0)
    }
    process.once('SIGTERM', close)
    process.once('SIGINT', close)
    process.once('disconnect', close)
    process.on('message', (message: { id: number; call: string; args: never[] }) => {
      const method = served.methods[message.call]
      Promise.resolve()
        .then(() => {
          if (!method) throw new Error(`no method ${message.call}`)
          return method(...message.args)
        })
        .then(
          (result) => send({ id: message.id, result }),
          (error: Error) => send({ id: message.id, error: error.stack ?? String(error) }),
        )
    })
    send({ ready: served.ready })
    if (!process.connected) await close() // the parent was lost while we started
  } catch (error) {
    // What was opened before the failure may keep the process alive, so it leaves as soon as its words are sent.
    const words = { failed: error instanceof Error ? error.message : String(error) }
    if (process.connected) process.send?.(words, () => process.exit(1))
    else process.exit(1)
  }
}
