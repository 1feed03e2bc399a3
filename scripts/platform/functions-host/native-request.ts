/**
 * The request object under the library's HttpRequest, made from Node's own request.
 *
 * A real fetch Request costs more than the rest of an invocation together, and most handlers only ask for the method,
 * a header and the body's text. So those are answered directly, and a real Request is built when more is asked for.
 */
import type { IncomingMessage } from 'node:http'
import { ReadableStream } from 'node:stream/web'

/** Longest body the host takes; the Functions host's own limit (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT). */
export const BODY_BYTES_MAX = 104_857_600

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
  constructor() {
    super(`the request body is longer than ${BODY_BYTES_MAX} bytes`)
  }
}

const HOST_NAME = /^[\w.-]+(:\d+)?$|^\[[0-9a-f:.]+\](:\d+)?$/i

/** Has the members that the library's HttpRequest uses of a fetch Request. */
export class NativeRequest {
  readonly method: string
  readonly url: string
  #message: IncomingMessage
  #headers: Headers | undefined
  #request: Request | undefined
  #read = false
  #dropped = false

  constructor(message: IncomingMessage) {
    this.#message = message
    this.method = message.method ?? 'GET'
    const host = message.headers.host ?? ''
    this.url = `http://${HOST_NAME.test(host) ? host : 'localhost'}${message.url ?? '/'}`
  }

  get headers(): Headers {
    if (!this.#headers) {
      this.#headers = new Headers()
      const raw = this.#message.rawHeaders
      for (let index = 0; index + 1 < raw.length; index += 2) {
        this.#headers.append(raw[index] as string, raw[index + 1] as string)
      }
    }
    return this.#headers
  }

  get body(): ReadableStream | null {
    return this.#full().body as ReadableStream | null
  }

  get bodyUsed(): boolean {
    return this.#request?.bodyUsed ?? this.#read
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  async text(): Promise<string> {
    return this.#request ? this.#request.text() : new TextDecoder().decode(await this.#bytes())
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    if (this.#request) return this.#request.arrayBuffer()
    return new Uint8Array(await this.#bytes()).buffer
  }

  async blob(): Promise<Blob> {
    return this.#full().blob()
  }

  async formData(): Promise<FormData> {
    return this.#full().formData()
  }

  clone(): Request {
    return this.#full().clone()
  }

  /** Reads and drops what nobody took of the body: only then can the connection serve again. */
  drop(): void {
    this.#dropped = true
    if (!this.#message.readableEnded) this.#message.resume()
  }

  #stream(): ReadableStream<Uint8Array> {
    const message = this.#message
    let bytes = 0
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        message.on('data', (chunk: Buffer) => {
          if (this.#dropped) return
          bytes += chunk.length
          if (bytes > BODY_BYTES_MAX) {
            controller.error(new BodyTooLarge())
            message.destroy()
            return
          }
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) <= 0) message.pause()
        })
        message.once('end', () => {
          if (!this.#dropped) controller.close()
        })
        message.once('error', (error) => {
          if (!this.#dropped) controller.error(error)
        })
      },
      pull: () => void message.resume(),
      cancel: () => this.drop(),
    })
  }

  async #bytes(): Promise<Buffer> {
    if (this.#read) throw new TypeError('Body is unusable: Body has already been read')
    this.#read = true
    if (!hasBody(this.method)) return Buffer.alloc(0)
    const chunks: Buffer[] = []
    for await (const chunk of bounded(this.#message)) chunks.push(chunk)
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
  }

  #full(): Request {
    if (this.#request) return this.#request
    if (this.#read) throw new TypeError('Body is unusable: Body has already been read')
    const init: RequestInit = { method: this.method, headers: this.headers }
    if (hasBody(this.method)) {
      init.body = this.#stream()
      init.duplex = 'half'
    }
    this.#request = new Request(this.url, init)
    return this.#request
  }
}

const hasBody = (method: string): boolean => method !== 'GET' && method !== 'HEAD'

async function* bounded(message: IncomingMessage): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of message) {
    bytes += (chunk as Buffer).length
    if (bytes > BODY_BYTES_MAX) throw new BodyTooLarge()
    yield chunk as Buffer
  }
}
