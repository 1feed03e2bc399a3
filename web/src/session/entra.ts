/**
 * Signing in with Microsoft Entra ID, by the vendor's own library: authorization code with PKCE, by redirect.
 *
 * Tokens stay in this tab's sessionStorage. They are renewed by fetch with the refresh token and never in a hidden
 * frame, so that the page can forbid all frames. Refresh tokens of single-page applications live for 24 hours
 * (https://learn.microsoft.com/entra/identity-platform/refresh-tokens); after that one signs in again.
 */
import {
  AuthError,
  type AuthenticationResult,
  BrowserCacheLocation,
  CacheLookupPolicy,
  createStandardPublicClientApplication,
  InteractionRequiredAuthError,
  type IPublicClientApplication,
  NavigationClient,
} from '@azure/msal-browser'
import { SIGN_IN_ORIGIN } from '../../../shared/contracts/security-headers.ts'
import { type SignIn, signInSchema } from '../../../shared/contracts/sign-in.ts'
import { decodeWire } from '../../../shared/contracts/wire.ts'
import { navigate } from '../shell/location.tsx'
import { SignInFault } from './fault.ts'
import { type Person, rolesOf } from './roles.ts'

/** The one address that is registered for coming back; the page that was left is found again in this tab. */
const RETURN_PATH = '/ui/'
const REACH_WITHIN_MS = 10_000
const TOKEN_WITHIN_MS = 15_000
/** As early as the library renews by itself. */
const RENEWED_BEFORE_MS = 5 * 60_000
const UNREACHABLE = `${new URL(SIGN_IN_ORIGIN).host} does not answer, and it alone can say who you are.`
const ENDED = 'Your sign-in has ended. Sign in again to go on; what you typed stays until then.'
/** What the library says of an answer that never came, or that came from somebody in between. */
const NO_ANSWER: readonly string[] = [
  'no_network_connectivity',
  'post_request_failed',
  'get_request_failed',
  'failed_to_parse_response',
]

/** Goes back to the page that was left without loading everything again. */
class InPage extends NavigationClient {
  override async navigateInternal(url: string): Promise<boolean> {
    navigate(url, 'replace')
    return false
  }
}

export class Entra {
  readonly #client: IPublicClientApplication
  readonly #authority: string
  readonly #scopes: string[]
  #held: { readonly token: string; readonly expiresAt: number } | null = null

  private constructor(client: IPublicClientApplication, authority: string, scope: string) {
    this.#client = client
    this.#authority = authority
    this.#scopes = [scope]
  }

  /** Throws an Error in words when `wire` is not the form of sign-in.json that names a directory. */
  static async open(wire: unknown): Promise<Entra> {
    const { tenantId, clientId, scope } = checked(wire)
    // Without it the browser gives the page no cryptography.
    if (!isSecureContext) throw new Error('Signing in needs https; this page came without it.')
    const authority = `${SIGN_IN_ORIGIN}/${tenantId}`
    const returnTo = `${location.origin}${RETURN_PATH}`
    const client = await createStandardPublicClientApplication({
      auth: { clientId, authority, redirectUri: returnTo, postLogoutRedirectUri: returnTo },
      cache: { cacheLocation: BrowserCacheLocation.SessionStorage },
      system: { navigationClient: new InPage() },
    })
    return new Entra(client, authority, scope)
  }

  /** Takes the answer of the service if there is one, and says who is signed in in this tab. Throws SignInFault. */
  async resume(): Promise<string | null> {
    try {
      const answer = await this.#client.handleRedirectPromise()
      if (answer) this.#hold(answer)
      const account = answer?.account ?? this.#client.getAllAccounts()[0] ?? null
      this.#client.setActiveAccount(account)
      return account?.homeAccountId ?? null
    } catch (error) {
      throw refusalOf(error)
    } finally {
      forgetLogoutState()
    }
  }

  /** An access token that is good for minutes at least, renewed when it is not. Throws SignInFault. */
  async token(): Promise<string> {
    // Not the library's cache: a service that words a scope otherwise than it was asked for would be asked every time.
    if (this.#held && this.#held.expiresAt - Date.now() > RENEWED_BEFORE_MS) return this.#held.token
    const account = this.#client.getActiveAccount()
    if (account === null) throw new SignInFault(ENDED, true)
    try {
      const asked = this.#client.acquireTokenSilent({
        scopes: this.#scopes,
        account,
        cacheLookupPolicy: CacheLookupPolicy.AccessTokenAndRefreshToken,
      })
      return this.#hold(await within(TOKEN_WITHIN_MS, asked))
    } catch (error) {
      if (isEnded(error)) throw new SignInFault(ENDED, true)
      const fault = refusalOf(error)
      // Until it ends the service may be away.
      if (this.#held && Date.now() < this.#held.expiresAt) return this.#held.token
      throw fault
    }
  }

  #hold({ accessToken, expiresOn }: AuthenticationResult): string {
    this.#held = { token: accessToken, expiresAt: expiresOn?.getTime() ?? 0 }
    return accessToken
  }

  personOf(token: string): Person {
    const account = this.#client.getActiveAccount()
    return { name: account?.name ?? account?.username ?? 'UNKNOWN', roles: rolesOf(token) }
  }

  /** Leaves for the service. Throws SignInFault when it does not answer: the browser's own page would be a dead end. */
  async signIn(): Promise<void> {
    await this.#reach()
    try {
      await this.#client.loginRedirect({ scopes: this.#scopes, redirectStartPage: location.href })
    } catch (error) {
      throw refusalOf(error)
    }
  }

  /** Leaves for the service to end the session there too; `forget` empties this tab once it is known whose it is. */
  async signOut(forget: () => void): Promise<void> {
    const account = this.#client.getActiveAccount()
    forget()
    await this.#client.logoutRedirect({ account })
  }

  async #reach(): Promise<void> {
    let status: number
    try {
      const signal = AbortSignal.timeout(REACH_WITHIN_MS)
      ;({ status } = await fetch(`${this.#authority}/v2.0/.well-known/openid-configuration`, { signal }))
    } catch {
      throw new SignInFault(UNREACHABLE, false)
    }
    if (status === 400 || status === 404) {
      throw new SignInFault('The sign-in service does not know the directory that sign-in.json names.', false)
    }
    if (status >= 500) throw new SignInFault(UNREACHABLE, false)
  }
}

function checked(wire: unknown): Extract<SignIn, { kind: 'entra' }> {
  const decoded = decodeWire(signInSchema, wire)
  if (decoded.kind === 'ok' && decoded.value.kind === 'entra') return decoded.value
  const faults = decoded.kind === 'invalid' ? decoded.errors : []
  throw new Error(`sign-in.json: ${faults.map(({ field, message }) => `${field} ${message}`).join('; ')}.`)
}

/** True when the service wants to see the person again: the refresh token is spent, withdrawn or 24 hours old. */
const isEnded = (error: unknown): boolean =>
  error instanceof InteractionRequiredAuthError || (error instanceof AuthError && error.errorCode === 'invalid_grant')

function refusalOf(error: unknown): SignInFault {
  if (error instanceof SignInFault) return error
  if (!(error instanceof AuthError)) throw error
  if (NO_ANSWER.includes(error.errorCode)) return new SignInFault(UNREACHABLE, false)
  if (error.errorCode === 'user_cancelled') return new SignInFault('Signing in was not finished.', false)
  // Its further lines are identifiers for the vendor's support.
  const [first] = error.errorMessage.split(/\r?\n| Trace ID:/)
  return new SignInFault(`Signing in was refused: ${first || 'no reason was given'} (${error.errorCode}).`, false)
}

/** Rejects with a fault when the promise takes longer. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new SignInFault(UNREACHABLE, false)), milliseconds)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Signing out comes back with a state in the query that says nothing to anybody. */
function forgetLogoutState(): void {
  const query = new URLSearchParams(location.search)
  if (!query.has('state')) return
  query.delete('state')
  navigate(`${location.pathname}${query.size === 0 ? '' : `?${query}`}`, 'replace')
}
