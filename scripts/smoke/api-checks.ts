/** The API as a caller meets it: alive, ready, described, and closed to whoever may not call. */
import { setTimeout as delay } from 'node:timers/promises'
import { liveSchema, readySchema } from '../../shared/contracts/api/health.ts'
import { ask, read, shown, Unanswered } from './ask.ts'
import { type Check, failed, passed, type Smoked, skipped, type Verdict } from './check.ts'

const FIRST_PAUSE_MS = 250
const PAUSE_MS_MAX = 5_000
/** What the edge answers while it does not know the route yet or the app is starting. */
const NOT_YET = new Set([404, 408, 429, 500, 502, 503, 504])

/** A refused connection, a silence or a broken answer is one more thing to look at; a bug of ours is not. */
const unanswered = (error: unknown): Unanswered => {
  if (error instanceof Unanswered) return error
  throw error
}

/** Asks again while the app starts, and only here: whatever fails later has no cold start to blame. */
async function judgeAlive({ base, version, withinMs }: Smoked): Promise<Verdict> {
  const startedMs = performance.now()
  for (let attempt = 1, pauseMs = FIRST_PAUSE_MS; ; attempt += 1, pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX)) {
    const leftMs = Math.max(1, withinMs - (performance.now() - startedMs))
    const reply = await ask(`${base}/health/live`, { withinMs: leftMs }).catch(unanswered)
    const tookS = ((performance.now() - startedMs) / 1_000).toFixed(1)
    const live = reply instanceof Unanswered ? reply.message : read(liveSchema, reply)
    const isOther = typeof live !== 'string' && version !== null && live.version !== version
    if (typeof live !== 'string' && !isOther) {
      // The first question about the neighbours opens the ways to them, which is part of the start and not judged.
      await ask(`${base}/health/ready`).catch(unanswered)
      return passed(`version ${live.version}, attempt ${attempt} after ${tookS} s`)
    }
    const mayStart = reply instanceof Unanswered || isOther || NOT_YET.has(reply.status)
    if (!mayStart || performance.now() - startedMs + pauseMs > withinMs) {
      const words = typeof live === 'string' ? live : `version ${live.version} in place of ${version}`
      return failed(`${words}; attempt ${attempt} after ${tookS} s`)
    }
    await delay(pauseMs)
  }
}

async function judgeReady({ base, token }: Smoked): Promise<Verdict> {
  const ready = read(readySchema, await ask(`${base}/health/ready`, { token }))
  if (typeof ready === 'string') return failed(ready)
  const faults = (ready.checks ?? []).filter(({ status }) => status !== 'OK')
  const words = faults.map(({ name, status, reason }) => `${name} ${status}${reason === null ? '' : `: ${reason}`}`)
  if (!ready.ready) return failed(words.join('; ') || 'not ready, and this caller is not told why')
  return passed(words.join('; ') || 'ready')
}

async function judgeDocs({ base }: Smoked): Promise<Verdict> {
  const reply = await ask(`${base}/docs`)
  const isPage = reply.status === 200 && /^text\/html/.test(reply.headers.get('content-type') ?? '')
  return isPage && reply.text.includes('/router/run') ? passed('200 text/html') : failed(shown(reply))
}

async function judgeOpenApi({ base }: Smoked): Promise<Verdict> {
  const reply = await ask(`${base}/openapi.json`)
  try {
    const { openapi, paths } = JSON.parse(reply.text) as { openapi?: unknown; paths?: Record<string, unknown> }
    const isDescribed = reply.status === 200 && /^3\./.test(String(openapi)) && paths?.['/router/run'] !== undefined
    return isDescribed ? passed(`OpenAPI ${openapi}, ${Object.keys(paths).length} paths`) : failed(shown(reply))
  } catch {
    return failed(shown(reply))
  }
}

async function judgeHeaders({ base }: Smoked): Promise<Verdict> {
  const [live, docs] = [await ask(`${base}/health/live`), await ask(`${base}/docs`)]
  const wrong = [
    ...(live.headers.get('x-content-type-options') === 'nosniff' ? [] : ['/health/live without nosniff']),
    ...(live.headers.get('cache-control') === 'no-store' ? [] : ['/health/live may be stored']),
    ...(/^private/.test(docs.headers.get('cache-control') ?? '') ? [] : ['/docs may be stored by the edge']),
    ...(/^default-src 'none'/.test(docs.headers.get('content-security-policy') ?? '')
      ? []
      : ['/docs without its policy']),
  ]
  return wrong.length === 0 ? passed('nosniff, no-store, the policy of /docs') : failed(wrong.join('; '))
}

/** A body that would be refused anyway: if the door is open, nothing happens behind it. */
const NOTHING = {}

async function judgeTokenNeeded({ base }: Smoked): Promise<Verdict> {
  const nobody = await ask(`${base}/router/run`, { json: NOTHING })
  if (nobody.status !== 401) return failed(`without a token: ${shown(nobody)}`)
  const stranger = await ask(`${base}/router/run`, { json: NOTHING, token: 'not-a-token-of-this-desk' })
  return stranger.status === 401 ? passed('401 twice') : failed(`with another token: ${shown(stranger)}`)
}

async function judgeOrigin({ origin }: Smoked): Promise<Verdict> {
  if (origin === null) return skipped('name the Functions app with --origin')
  for (const forged of [{}, { 'x-azure-fdid': '00000000-0000-0000-0000-000000000000' }]) {
    const reply = await ask(`${origin}/health/live`, { headers: forged })
    if (reply.status !== 403) return failed(shown(reply))
  }
  return passed('403, and 403 with a forged x-azure-fdid')
}

export const ALIVE: Check = {
  name: 'alive',
  criterion: '/health/live answers for gatehouse, after a cold start within the bound',
  remedy: 'is the app deployed and the endpoint of Front Door enabled? see RUNBOOK.md, "Reading a smoke report"',
  judge: judgeAlive,
}

export const API_CHECKS: readonly Check[] = [
  {
    name: 'ready',
    criterion: '/health/ready is 200 and ready',
    remedy: 'see RUNBOOK.md, "Reading readiness"',
    judge: judgeReady,
  },
  {
    name: 'docs',
    criterion: '/docs is a page that describes the router',
    remedy: 'the route /* of Front Door must lead to the API; read the log of the app',
    judge: judgeDocs,
  },
  {
    name: 'openapi',
    criterion: '/openapi.json describes the router in OpenAPI 3',
    remedy: 'the route /* of Front Door must lead to the API; read the log of the app',
    judge: judgeOpenApi,
  },
  {
    name: 'api headers',
    criterion: 'answers of the API forbid sniffing and storing, and /docs keeps its own policy',
    remedy: 'no rule set may overwrite the headers of the API; caching must be off on its route',
    judge: judgeHeaders,
  },
  {
    name: 'token needed',
    criterion: 'a change without a token, or with a wrong one, is 401',
    remedy: 'stop the app at once: whoever finds it may trade; see RUNBOOK.md, "Reading a smoke report"',
    judge: judgeTokenNeeded,
  },
  {
    name: 'origin closed',
    criterion: 'the Functions app itself answers 403 beside Front Door',
    remedy: 'set FRONT_DOOR_ID and the access restriction of the app; see RUNBOOK.md, "Reading a smoke report"',
    judge: judgeOrigin,
  },
]
