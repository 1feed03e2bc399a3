/** A closed loop of requests: each worker begins its next one when the last is answered. */
import { Agent, request } from 'node:http'

export interface Call {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Load {
  readonly origin: string
  readonly concurrent: number
  readonly count: number
  readonly call: (index: number) => Call
}

export interface LoadResult {
  readonly perSecond: number
  /** Milliseconds of each request. */
  readonly latencies: readonly number[]
}

/** Sends HTTP requests over kept connections. Throws at the first answer that is not 200, with what it said. */
export async function load({ origin, concurrent, count, call }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrent })
  try {
    return await loop(concurrent, count, (index) => send(agent, origin, call(index)))
  } finally {
    agent.destroy()
  }
}

export async function loop(
  concurrent: number,
  count: number,
  work: (index: number) => Promise<void>,
): Promise<LoadResult> {
  const latencies: number[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next
      next += 1
      const startedMs = performance.now()
      await work(index)
      latencies.push(performance.now() - startedMs)
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: concurrent }, worker))
  return { perSecond: (count / (performance.now() - startedMs)) * 1_000, latencies }
}

function send(agent: Agent, origin: string, { method, path, headers, body = '' }: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { agent, method, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } }
    const sent = request(`${origin}${path}`, options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve()
        else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text.slice(0, 300)}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
