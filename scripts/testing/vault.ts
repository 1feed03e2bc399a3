/** A vault that hands out secrets over a real socket, and the identity endpoint that its callers get tokens from. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const TOKEN = 'token-of-the-identity'
const IDENTITY_SECRET = 'header-of-the-identity'

export interface StoredSecret {
  readonly value: string
  readonly attributes?: { readonly enabled?: boolean; readonly nbf?: number; readonly exp?: number }
}

export class Vault implements AsyncDisposable {
  readonly secrets = new Map<string, StoredSecret>()
  /** Every secret that was asked for, in order. */
  readonly asked: string[] = []
  /** Answers in the place of the vault; given the number of the question. */
  fault: ((response: ServerResponse, question: number) => void) | null = null
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  static async start(): Promise<Vault> {
    const vault = new Vault()
    vault.#server.listen(0, '127.0.0.1')
    await once(vault.#server, 'listening')
    return vault
  }

  get uri(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** A token that the vault takes. */
  readonly token = async (): Promise<string> => TOKEN

  /**
   * The settings of a desk with this vault. Its managed identity is asked as App Service has it answered:
   * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
   */
  get settings(): Record<string, string> {
    const identity = { IDENTITY_ENDPOINT: `${this.uri}/identity`, IDENTITY_HEADER: IDENTITY_SECRET }
    return { KEY_VAULT_URI: this.uri, ...identity }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.uri)
    if (url.pathname === '/identity') return void this.#giveToken(request, response, url)
    const name = /^\/secrets\/([\w-]+)$/.exec(url.pathname)?.[1]
    if (name === undefined || url.searchParams.get('api-version') !== '7.4')
      return void refuse(response, 400, 'BadParameter')
    this.asked.push(name)
    if (this.fault) return void this.fault(response, this.asked.length)
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return void refuse(response, 401, 'Unauthorized')
    const secret = this.secrets.get(name)
    if (!secret) return void refuse(response, 404, 'SecretNotFound')
    if (secret.attributes?.enabled === false) return void refuse(response, 403, 'Forbidden', 'SecretDisabled')
    answer(response, 200, { id: `${this.uri}/secrets/${name}/1`, ...secret })
  }

  #giveToken(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const isOurs = request.headers['x-identity-header'] === IDENTITY_SECRET
    if (!isOurs || url.searchParams.get('resource') !== 'https://vault.azure.net')
      return void refuse(response, 400, 'Bad')
    const expires = Math.floor(Date.now() / 1_000) + 86_400
    answer(response, 200, { access_token: TOKEN, expires_on: String(expires), token_type: 'Bearer' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** Refuses in the vault's words. */
export function refuse(response: ServerResponse, status: number, code: string, inner?: string): void {
  const innererror = inner ? { innererror: { code: inner } } : {}
  answer(response, status, { error: { code, message: `told by the vault: ${code}`, ...innererror } })
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
