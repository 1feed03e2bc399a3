/**
 * The one place that talks to the API. Every answer is parsed with its contract or becomes a fault.
 *
 * Reads carry the ETag of the last answer, so an unchanged list costs a 304 and keeps its identity on the screen.
 */
import type * as z from 'zod'
import { decodeWire } from '../../../shared/contracts/wire.ts'
import { SignInFault } from '../session/fault.ts'
import { authorization, readAuthorization, refused } from '../session/session.ts'
import { answered, unanswered } from './connection.ts'
import { ApiError, type Fault, faultOf, faultOfAnswer, wordsOfFault } from './fault.ts'

const READ_TIMEOUT_MS = 10_000
const SEND_TIMEOUT_MS = 30_000
/** Answers remembered for their ETag; the oldest is forgotten first. */
const REMEMBERED_MAX = 64
const UNAUTHENTICATED = 401

interface Remembered {
  readonly etag: string
  readonly value: unknown
}
const remembered = new Map<string, Remembered>()

function remember(key: string, entry: Remembered): void {
  remembered.delete(key)
  remembered.set(key, entry)
  const [oldest] = remembered.keys()
  if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest)
}

async function ask(asked: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, cache: 'no-store', redirect: 'error' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    unanswered()
    const detail = error instanceof DOMException ? 'it took too long' : 'no connection'
    throw new ApiError(asked, { kind: 'lost', detail })
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}

function parsed<S extends z.ZodType>(asked: string, schema: S, body: unknown): z.output<S> {
  if (body === undefined)
    throw new ApiError(asked, { kind: 'shape', errors: [{ field: 'body', message: 'is not JSON' }] })
  const decoded = decodeWire(schema, body)
  if (decoded.kind === 'ok') return decoded.value
  throw new ApiError(asked, { kind: 'shape', errors: decoded.errors })
}

/** Tells the connection store whether it was the API that spoke. */
function heard(response: Response, fault: Fault | null): void {
  if (fault?.kind === 'lost') unanswered()
  else answered(response.headers.get('date'))
}

export interface ReadOptions {
  readonly signal?: AbortSignal
  /** A status besides 2xx whose body has the schema's shape. */
  readonly alsoStatus?: number
}

type Identity = Readonly<Record<string, string>>

/** Who asks. Throws ApiError where the session has no token to ask with. */
async function identityOf(asked: string, find: () => Promise<Identity>): Promise<Identity> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof SignInFault) throw new ApiError(asked, { kind: 'unsigned', words: error.message })
    throw error
  }
}

/** The words of a fault that says “not you”; null of any other. */
function notYou(fault: Fault | null): string | null {
  return fault?.kind === 'problem' && fault.problem.status === UNAUTHENTICATED ? wordsOfFault(fault) : null
}

/** Reads `path` and parses the answer. Throws ApiError. A mistyped token does not hide what everyone may read. */
export async function read<S extends z.ZodType>(
  schema: S,
  path: string,
  options: ReadOptions = {},
): Promise<z.output<S>> {
  return await asReader(`GET ${path}`, (identity) => readAs(identity, schema, path, options))
}

/** Reads what is no JSON, such as a page to print: a link could not say who asks. Throws ApiError. */
export async function readText(path: string): Promise<string> {
  const asked = `GET ${path}`
  return await asReader(asked, async (identity) => {
    const response = await ask(asked, path, { headers: { ...identity }, signal: AbortSignal.timeout(READ_TIMEOUT_MS) })
    if (response.ok) return await response.text()
    const fault = faultOfAnswer(response.status, response.headers.get('retry-after'), await jsonOf(response))
    throw new ApiError(asked, fault)
  })
}

async function asReader<T>(asked: string, readBy: (identity: Identity) => Promise<T>): Promise<T> {
  const identity = await identityOf(asked, readAuthorization)
  try {
    return await readBy(identity)
  } catch (error) {
    const words = notYou(faultOf(error))
    if (words === null || !refused(identity, words)) throw error
  }
  return await asReader(asked, readBy)
}

async function readAs<S extends z.ZodType>(
  identity: Identity,
  schema: S,
  path: string,
  options: ReadOptions,
): Promise<z.output<S>> {
  const asked = `GET ${path}`
  const key = `${identity.authorization ?? ''} ${path}`
  const known = remembered.get(key)
  const timeout = AbortSignal.timeout(READ_TIMEOUT_MS)
  const response = await ask(asked, path, {
    headers: { accept: 'application/json', ...identity, ...(known ? { 'if-none-match': known.etag } : {}) },
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
  })
  if (response.status === 304 && known) {
    heard(response, null)
    return known.value as z.output<S>
  }
  const body = await jsonOf(response)
  if (!response.ok && (response.status !== options.alsoStatus || decodeWire(schema, body).kind === 'invalid')) {
    const fault = faultOfAnswer(response.status, response.headers.get('retry-after'), body)
    heard(response, fault)
    throw new ApiError(asked, fault)
  }
  heard(response, null)
  const value = parsed(asked, schema, body)
  const etag = response.headers.get('etag')
  if (etag !== null) remember(key, { etag, value })
  return value
}

export interface Answer<T> {
  readonly value: T
  /** True when the server gave the stored answer of an earlier request with the same key. */
  readonly replayed: boolean
}

export interface Change {
  /** POST where none is named. */
  readonly method?: 'POST' | 'DELETE'
  readonly path: string
  /** Undefined when the path says it all. */
  readonly body: unknown
  /** The same key for every attempt at the same change. */
  readonly idempotencyKey: string
}

/** Sends a change. Throws ApiError; after a `lost` fault the same change may be sent again with the same key. */
export async function send<S extends z.ZodType>(schema: S, change: Change): Promise<Answer<z.output<S>>> {
  const { method = 'POST' } = change
  const asked = `${method} ${change.path}`
  const identity = await identityOf(asked, authorization)
  const response = await ask(asked, change.path, {
    method,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': change.idempotencyKey,
      ...identity,
    },
    ...(change.body === undefined ? {} : { body: JSON.stringify(change.body) }),
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
  })
  const body = await jsonOf(response)
  const fault = response.ok ? null : faultOfAnswer(response.status, response.headers.get('retry-after'), body)
  heard(response, fault)
  const words = notYou(fault)
  // Of an operator token it is told beside its field.
  if (words !== null && identity.authorization !== undefined) refused(identity, words)
  if (fault !== null) throw new ApiError(asked, fault)
  return { value: parsed(asked, schema, body), replayed: response.headers.get('idempotent-replayed') === 'true' }
}
