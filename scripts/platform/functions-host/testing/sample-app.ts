/** A small app for the host's own tests; it uses the library as the desk does. */
import { app, type InvocationContext, output, type Timer } from '@azure/functions'

interface Platform {
  now(): number
  reach(point: string): Promise<void>
}
const platform = (): Platform => (globalThis as never)[Symbol.for('gatehouse.platform')] as Platform

const counts: Record<string, number> = {}
const seen: unknown[] = []
const bump = (name: string): number => {
  counts[name] = (counts[name] ?? 0) + 1
  return counts[name]
}

app.hook.appStart(() => void bump('appStart'))
app.hook.preInvocation(({ hookData, invocationContext }) => {
  hookData.before = invocationContext.functionName
})
app.hook.postInvocation((context) => {
  if (context.hookData.before !== context.invocationContext.functionName) throw new Error('hook data was lost')
  if (context.invocationContext.functionName === 'hooked') context.result = { body: 'from the hook' }
})

app.get('hello', async (request) => ({ jsonBody: { hello: request.query.get('name') ?? 'world' } }))
app.get('hooked', async () => ({ body: 'from the handler' }))
app.get('counts', async () => ({ jsonBody: counts }))
app.get('seen', async () => ({ jsonBody: seen }))
app.get('now', async () => ({ jsonBody: platform().now() }))
app.get('nothing', async () => ({}))
app.get('undefined', (async () => undefined) as never)
app.get('fails', async () => {
  throw new Error('this handler fails')
})
app.http('order', {
  methods: ['GET'],
  route: 'orders/{id:int}',
  handler: async (request) => ({ jsonBody: request.params }),
})
app.http('orders', { methods: ['GET'], route: 'orders', handler: async () => ({ body: 'list' }) })
app.http('place', {
  methods: ['POST'],
  route: 'orders',
  handler: async (request) => ({ status: 201, jsonBody: { got: await request.json() } }),
})
app.http('files', {
  methods: ['GET'],
  route: 'files/{*rest}',
  handler: async (request) => ({ jsonBody: request.params }),
})
app.http('page', {
  methods: ['GET'],
  route: 'pages/{name?}',
  handler: async (request) => ({ jsonBody: request.params }),
})
app.http('keyed', { methods: ['GET'], authLevel: 'function', route: 'keyed', handler: async () => ({ body: 'in' }) })
app.http('admin', { methods: ['GET'], authLevel: 'admin', route: 'adminonly', handler: async () => ({ body: 'in' }) })
app.http('cookies', {
  methods: ['GET'],
  handler: async () => ({
    body: 'x',
    headers: { 'x-one': '1' },
    cookies: [{ name: 'a', value: 'b c', httpOnly: true }],
  }),
})
app.http('upload', {
  methods: ['POST'],
  handler: async (request) => {
    let bytes = 0
    for await (const chunk of request.body ?? []) bytes += (chunk as Uint8Array).length
    return { jsonBody: { bytes } }
  },
})
app.http('taste', {
  methods: ['POST'],
  handler: async (request) => {
    for await (const _ of request.body ?? []) return { status: 413, body: 'enough' }
    return { body: 'nothing' }
  },
})
app.http('glance', {
  methods: ['POST'],
  handler: async (request) => {
    await request.body?.getReader().read()
    return { body: 'seen' }
  },
})
app.http('ticks', {
  methods: ['GET'],
  handler: async () => ({
    headers: { 'content-type': 'text/event-stream' },
    body: new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.from(`data: ${bump('ticks')}\n\n`)),
      cancel: () => void bump('cancelled'),
    }),
  }),
})
app.http('reach', {
  methods: ['POST'],
  handler: async () => {
    await platform().reach('in_handler')
    return { body: 'passed' }
  },
})

const record = async (timer: Timer, context: InvocationContext): Promise<void> => {
  bump(context.functionName)
  seen.push({
    function: context.functionName,
    now: platform().now(),
    isPastDue: timer.isPastDue,
    next: timer.scheduleStatus.next,
  })
}
app.timer('eachTenSeconds', { schedule: '*/10 * * * * *', handler: record })
app.timer('weekdays', { schedule: '%WEEKDAYS%', handler: record })
app.timer('failing', {
  schedule: '0 0 12 * * *',
  retry: { strategy: 'fixedDelay', delayInterval: 0, maxRetryCount: 2 },
  handler: async (_, context) => {
    seen.push({ function: 'failing', retry: context.retryContext?.retryCount ?? 0 })
    throw new Error('always')
  },
})

if (process.env.SAMPLE_HUB) {
  const made = output.eventHub({ connection: 'EVENTS', eventHubName: '%SAMPLE_OUT%' })
  app.eventHub('many', {
    connection: 'EVENTS',
    eventHubName: '%SAMPLE_HUB%',
    consumerGroup: '%SAMPLE_GROUP%',
    cardinality: 'many',
    extraOutputs: [made],
    retry: { strategy: 'fixedDelay', delayInterval: 0, maxRetryCount: 2 },
    handler: async (events, context) => {
      const batch = events as { n: number; fail?: number }[]
      const retry = context.retryContext?.retryCount ?? 0
      seen.push({ events: batch, metadata: context.triggerMetadata, retry })
      if (batch.some(({ fail }) => fail !== undefined && retry < fail)) throw new Error('asked to fail')
      context.extraOutputs.set(
        made,
        batch.map(({ n }) => ({ out: n })),
      )
      bump('handled')
    },
  })
  app.eventHub('one', {
    connection: 'EVENTS',
    eventHubName: '%SAMPLE_OUT%',
    consumerGroup: '%SAMPLE_GROUP%',
    cardinality: 'one',
    handler: async (event) => {
      seen.push({ one: event })
      bump('ones')
    },
  })
}
