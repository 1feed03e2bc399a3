/**
 * The sign-in pages of a directory, as a browser meets them at login.microsoftonline.com: authorization code with PKCE,
 * rotating refresh tokens, signing out. Codes and tokens are good once and for whom they were given, and the access
 * tokens are the directory's own, so that a desk of this directory takes them.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { BrowserContext, Request, Route } from 'playwright-core'
import { CLIENT_ID, type Directory, PERSON_ID, TENANT_ID } from '../../scripts/testing/directory.ts'

const ORIGIN = 'https://login.microsoftonline.com'
const PAGE_CLIENT_ID = '44444444-4444-4444-8444-444444444444'
const SCOPE = `${CLIENT_ID}/desk`
/** Entra's own words for a person who says no. */
const DENIED = 'AADSTS65004: User declined to consent to access the app.\r\nTrace ID: 0\r\nCorrelation ID: 0'

/** What sign-in.json says of this directory. */
export const ENTRA_SIGN_IN = {
  kind: 'entra',
  authority: ORIGIN,
  tenant_id: TENANT_ID,
  client_id: PAGE_CLIENT_ID,
  scope: SCOPE,
}

interface Asked {
  readonly challenge: string
  readonly nonce: string
  readonly returnTo: string
}

export class SignInService {
  name = 'Ada Lovelace'
  personId = PERSON_ID
  roles: readonly string[] = ['Viewer']
  /** How long the service says that an access token lives, in seconds. */
  lifeSeconds = 3_600
  /** Whom access tokens are for. */
  audience = CLIENT_ID
  /** How the service words what it gave. */
  grantedScope = SCOPE
  isAway = false
  denies = false
  /** Refresh tokens are refused, as after a day or a change of the password. */
  hasForgotten = false
  /** What was asked for, such as `authorize` or `refresh_token`. */
  readonly asked: string[] = []
  readonly #directory: Directory
  readonly #codes = new Map<string, Asked>()
  readonly #refreshTokens = new Set<string>()

  constructor(directory: Directory) {
    this.#directory = directory
  }

  /** Stands in for the service in every page of the context. */
  async attach(context: BrowserContext): Promise<void> {
    await context.route(`${ORIGIN}/**`, async (route, request) => {
      if (this.isAway) return await route.abort('connectionrefused')
      await this.#answer(route, request)
    })
  }

  async #answer(route: Route, request: Request): Promise<void> {
    const url = new URL(request.url())
    const [, path] = url.pathname.match(new RegExp(`^/${TENANT_ID}(/.*)$`)) ?? []
    if (path === '/v2.0/.well-known/openid-configuration') {
      return await answerJson(route, 200, { issuer: `${ORIGIN}/${TENANT_ID}/v2.0` })
    }
    if (path === '/oauth2/v2.0/authorize') return await this.#authorize(route, url.searchParams)
    if (path === '/oauth2/v2.0/token') return await this.#token(route, new URLSearchParams(request.postData() ?? ''))
    if (path === '/oauth2/v2.0/logout') return await this.#logout(route, url.searchParams)
    await answerJson(route, 404, { error: 'not_found', error_description: url.pathname })
  }

  async #authorize(route: Route, query: URLSearchParams): Promise<void> {
    this.asked.push('authorize')
    const wanted = { client_id: PAGE_CLIENT_ID, response_type: 'code', code_challenge_method: 'S256' }
    const isFit = Object.entries(wanted).every(([name, value]) => query.get(name) === value)
    const returnTo = query.get('redirect_uri') ?? ''
    if (!isFit || !isRegistered(returnTo) || !query.get('scope')?.split(' ').includes(SCOPE)) {
      return await answerJson(route, 400, { error: 'invalid_request', query: String(query) })
    }
    const state = query.get('state') ?? ''
    if (this.denies)
      return await redirect(route, returnTo, { error: 'access_denied', error_description: DENIED, state })
    const code = randomUUID()
    const challenge = query.get('code_challenge') ?? ''
    this.#codes.set(code, { challenge, nonce: query.get('nonce') ?? '', returnTo })
    await redirect(route, returnTo, { code, state, session_state: randomUUID() })
  }

  async #token(route: Route, form: URLSearchParams): Promise<void> {
    const grant = form.get('grant_type') ?? ''
    this.asked.push(grant)
    if (grant === 'authorization_code') {
      const code = form.get('code') ?? ''
      const asked = this.#codes.get(code)
      this.#codes.delete(code)
      const verifier = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      if (asked && asked.challenge === verifier && asked.returnTo === form.get('redirect_uri')) {
        return await answerJson(route, 200, await this.#tokens(asked.nonce))
      }
    } else if (grant === 'refresh_token' && !this.hasForgotten) {
      // A refresh token is used once: the answer brings the next.
      if (this.#refreshTokens.delete(form.get('refresh_token') ?? '')) {
        return await answerJson(route, 200, await this.#tokens(undefined))
      }
    }
    const description = 'AADSTS700084: The refresh token has a fixed, limited lifetime.'
    await answerJson(route, 400, { error: 'invalid_grant', error_description: description, error_codes: [700084] })
  }

  async #tokens(nonce: string | undefined): Promise<Readonly<Record<string, unknown>>> {
    const refreshToken = randomUUID()
    this.#refreshTokens.add(refreshToken)
    const person = { name: this.name, preferred_username: 'ada@example.com', oid: this.personId, jti: randomUUID() }
    const now = Date.now()
    return {
      token_type: 'Bearer',
      scope: this.grantedScope,
      expires_in: this.lifeSeconds,
      ext_expires_in: this.lifeSeconds,
      access_token: await this.#directory.token(now, this.roles, { claims: { ...person, aud: this.audience } }),
      refresh_token: refreshToken,
      id_token: await this.#directory.token(now, undefined, { claims: { ...person, aud: PAGE_CLIENT_ID, nonce } }),
      client_info: Buffer.from(JSON.stringify({ uid: this.personId, utid: TENANT_ID })).toString('base64url'),
    }
  }

  async #logout(route: Route, query: URLSearchParams): Promise<void> {
    this.asked.push('logout')
    const returnTo = new URL(query.get('post_logout_redirect_uri') ?? '')
    returnTo.searchParams.set('state', query.get('state') ?? '')
    await route.fulfill({ status: 302, headers: { location: returnTo.href } })
  }
}

/** The one address that a registration of the page would hold, whatever the port of the test. */
const isRegistered = (url: string): boolean => /^http:\/\/127\.0\.0\.1:\d+\/ui\/$/.test(url)

const redirect = (route: Route, to: string, answer: Record<string, string>): Promise<void> =>
  route.fulfill({ status: 302, headers: { location: `${to}#${new URLSearchParams(answer)}` } })

const answerJson = (route: Route, status: number, body: unknown): Promise<void> =>
  route.fulfill({ status, headers: { 'access-control-allow-origin': '*' }, json: body })
