/** A small app for the platform's own tests: a timer publishes, one hub feeds the next, the last one fills a table. */
import { app, output } from '@azure/functions'
import pg from 'pg'

const CONNECTION = 'EVENTS'
const GROUP = 'orchestrator'
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 })
pool.on('error', () => {}) // a lost idle connection; the next query opens another

const reach = (point: string): Promise<void> => {
  const platform = (globalThis as never)[Symbol.for('gatehouse.platform')] as { reach(point: string): Promise<void> }
  return platform.reach(point)
}

const toBars = output.eventHub({ eventHubName: '%EH_HUB_BARS%', connection: CONNECTION })
const toSignals = output.eventHub({ eventHubName: '%EH_HUB_SIGNALS%', connection: CONNECTION })

app.timer('tick', {
  schedule: '0 0 0 1 1 *',
  extraOutputs: [toBars],
  handler: (_, context) => context.extraOutputs.set(toBars, { id: 'new year' }),
})

app.http('send', {
  methods: ['POST'],
  extraOutputs: [toBars],
  handler: async (request, context) => {
    context.extraOutputs.set(toBars, await request.json())
    return { status: 202 }
  },
})

app.eventHub('forward', {
  eventHubName: '%EH_HUB_BARS%',
  connection: CONNECTION,
  consumerGroup: GROUP,
  cardinality: 'many',
  extraOutputs: [toSignals],
  handler: (events, context) => context.extraOutputs.set(toSignals, events),
})

app.eventHub('keep', {
  eventHubName: '%EH_HUB_SIGNALS%',
  connection: CONNECTION,
  consumerGroup: GROUP,
  cardinality: 'many',
  retry: { strategy: 'fixedDelay', delayInterval: { milliseconds: 50 }, maxRetryCount: -1 },
  handler: async (events) => {
    await reach('before-keep')
    const ids = (events as { id: string }[]).map(({ id }) => id)
    await pool.query('insert into relayed select unnest($1::text[]) on conflict do nothing', [ids])
    await reach('after-keep')
  },
})

app.http('kept', {
  methods: ['GET'],
  handler: async () => ({
    jsonBody: (await pool.query('select id from relayed order by id')).rows.map(({ id }) => id),
  }),
})
