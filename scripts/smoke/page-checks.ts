/** The dashboard as a browser meets it: pages, their scripts, and the headers that guard them. */
import { HTTPS_ONLY_HEADER, SECURITY_HEADERS } from '../../shared/contracts/security-headers.ts'
import { signInSchema } from '../../shared/contracts/sign-in.ts'
import { ask, type Reply, read, shown } from './ask.ts'
import { type Check, failed, passed, type Smoked, type Verdict } from './check.ts'

const ROOT_ELEMENT = '<div id="root">'
const ROUTES_REMEDY = 'look at the routes of Front Door: /ui and /ui/* go to the site, all else to the API'

const isPage = ({ status, headers, text }: Reply): boolean =>
  status === 200 && /^text\/html/.test(headers.get('content-type') ?? '') && text.includes(ROOT_ELEMENT)

async function judgePage({ base }: Smoked, path: string): Promise<Verdict> {
  const reply = await ask(`${base}${path}`)
  return isPage(reply) ? passed('200 text/html') : failed(shown(reply))
}

/** The first script of the page; it must come as a script and may be kept for ever. */
async function judgeDashboard({ base }: Smoked): Promise<Verdict> {
  const page = await ask(`${base}/ui/`)
  if (!isPage(page)) return failed(shown(page))
  const script = /<script[^>]+src="(\/ui\/assets\/[\w.-]+\.js)"/.exec(page.text)?.[1]
  if (script === undefined) return failed('a page that names no script under /ui/assets/')
  const asset = await ask(`${base}${script}`)
  const isScript = asset.status === 200 && /javascript/.test(asset.headers.get('content-type') ?? '')
  if (!isScript) return failed(`${script}: ${shown({ ...asset, text: '' })}`)
  const kept = asset.headers.get('cache-control') ?? 'no cache-control'
  return kept.includes('immutable') ? passed(`the page and ${script}`) : failed(`${script}: ${kept}`)
}

async function judgeSignIn({ base }: Smoked): Promise<Verdict> {
  const reply = await ask(`${base}/ui/sign-in.json`)
  const signIn = read(signInSchema, reply)
  return typeof signIn === 'string' ? failed(signIn) : passed(signIn.kind)
}

async function judgeHome({ base }: Smoked): Promise<Verdict> {
  const reply = await ask(`${base}/`)
  const target = reply.headers.get('location')
  const leads = target !== null && /^3/.test(String(reply.status)) && new URL(target, base).href === `${base}/ui/`
  if (leads) return passed(`${reply.status} to /ui/`)
  return isPage(reply) ? passed('200 text/html') : failed(shown(reply))
}

async function judgeHeaders({ base }: Smoked): Promise<Verdict> {
  const { headers } = await ask(`${base}/ui/`)
  const wanted = Object.entries(SECURITY_HEADERS).filter(
    ([name]) => name !== HTTPS_ONLY_HEADER || base.startsWith('https:'),
  )
  const wrong = wanted.filter(([name, value]) => headers.get(name) !== value)
  if (wrong.length === 0) return passed(`${wanted.length} headers`)
  return failed(wrong.map(([name]) => `${name}: ${headers.get(name) ?? 'missing'}`).join('; '))
}

export const PAGE_CHECKS: readonly Check[] = [
  {
    name: 'front page',
    criterion: '/ shows the dashboard or leads to /ui/',
    remedy: ROUTES_REMEDY,
    judge: judgeHome,
  },
  {
    name: 'dashboard',
    criterion: '/ui/ is the page, and its script comes as a script that may be kept',
    remedy: `${ROUTES_REMEDY}; upload the site again with npm run site`,
    judge: judgeDashboard,
  },
  {
    name: 'deep link',
    criterion: '/ui/orders is the page too, with status 200',
    remedy: 'paths under /ui/ without a file must be rewritten to /ui/index.html by the rule set of Front Door',
    judge: (desk) => judgePage(desk, '/ui/orders'),
  },
  {
    name: 'sign-in',
    criterion: '/ui/sign-in.json tells the page how people sign in',
    remedy: 'upload the site again with npm run site and --sign-in',
    judge: judgeSignIn,
  },
  {
    name: 'site headers',
    criterion: 'the page carries every security header with its value',
    remedy: 'the rule set of Front Door and shared/contracts/security-headers.ts must say the same',
    judge: judgeHeaders,
  },
]
