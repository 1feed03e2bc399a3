/** The TCP side: listens on 127.0.0.1 only, knows its sockets, and can cut them. */
import { createServer, type Server, type Socket } from 'node:net'
import { LEAVE_WITHIN_MS, RETRY_MS } from './limits.ts'

export class Listener {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(accept: (socket: Socket) => void) {
    // With Nagle on, which is a server socket's default, every confirmed send would take some 20 ms.
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
      accept(socket)
    })
  }

  /** Gives the port. One that a leaving predecessor still holds is waited for, briefly. */
  async listen(port: number): Promise<number> {
    const until = Date.now() + LEAVE_WITHIN_MS
    for (;;) {
      try {
        return await this.#listenOnce(port)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || Date.now() >= until) throw error
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }

  /** Cuts every connection without a word, as a broken network does. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy(new Error('dropped on demand'))
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.drop()
    await closed
  }

  #listenOnce(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject)
        const address = this.#server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  }
}
