/** A directory that signs tokens as Entra ID does and lists its keys over a real socket. */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

export const TENANT_ID = '11111111-1111-4111-8111-111111111111'
export const CLIENT_ID = '22222222-2222-4222-8222-222222222222'
export const PERSON_ID = '33333333-3333-4333-8333-333333333333'
const PAGE_ID = '44444444-4444-4444-8444-444444444444'
const LIFE_SECONDS = 3_600

interface Signer {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly listed: JWK
}

export interface TokenChanges {
  /** Claims in the place of the honest ones; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  /** Signs in the place of the newest key. */
  readonly key?: CryptoKey | Uint8Array
}

export class Directory implements AsyncDisposable {
  /** How often the keys were asked for. */
  fetched = 0
  /** Answers in the place of the list of keys. */
  fault: ((response: ServerResponse) => void) | null = null
  readonly #server: Server
  #signers: readonly Signer[] = []

  private constructor() {
    this.#server = createServer((request, response) => {
      if (request.url !== `/${TENANT_ID}/discovery/v2.0/keys`) return void response.writeHead(404).end()
      this.fetched += 1
      if (this.fault) return void this.fault(response)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ keys: this.#signers.map(({ listed }) => listed) }))
    })
  }

  static async start(): Promise<Directory> {
    const directory = new Directory()
    directory.#server.listen(0, '127.0.0.1')
    await once(directory.#server, 'listening')
    await directory.roll()
    return directory
  }

  /** Its origin, as ENTRA_AUTHORITY takes it. */
  get authority(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The settings of a desk whose people are in this directory. */
  get settings(): Record<string, string> {
    return { ENTRA_TENANT_ID: TENANT_ID, ENTRA_API_CLIENT_ID: CLIENT_ID, ENTRA_AUTHORITY: this.authority }
  }

  /** The public key that is newest, as its list shows it. */
  get listed(): JWK {
    return this.#newest().listed
  }

  /** Signs with a new key from now on; the older ones stay listed unless they are dropped. */
  async roll({ drop = false } = {}): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2_048 })
    const kid = `key-${this.#signers.length + 1}`
    const listed = { ...(await exportJWK(publicKey)), kid, use: 'sig' }
    this.#signers = [...(drop ? [] : this.#signers), { kid, privateKey, listed }]
  }

  /** A token that is honest but for the changes, of an instant in epoch milliseconds. */
  async token(now: number, roles: unknown, { claims = {}, header = {}, key }: TokenChanges = {}): Promise<string> {
    const seconds = Math.floor(now / 1_000)
    const { kid, privateKey } = this.#newest()
    const payload: JWTPayload = {
      ...{ iss: `${this.authority}/${TENANT_ID}/v2.0`, aud: CLIENT_ID, tid: TENANT_ID, oid: PERSON_ID, azp: PAGE_ID },
      ...{ ver: '2.0', scp: 'access', sub: 'pairwise', roles },
      ...{ iat: seconds, nbf: seconds, exp: seconds + LIFE_SECONDS },
      ...claims,
    }
    return await new SignJWT(payload)
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid, ...header })
      .sign(key ?? privateKey)
  }

  #newest(): Signer {
    const signer = this.#signers.at(-1)
    if (!signer) throw new Error('the directory has no key')
    return signer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
