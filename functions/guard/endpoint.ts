/** What an endpoint of the API is: its route, who may call it, what it reads and what it answers. */
import type { HttpRequest, InvocationContext } from '@azure/functions'
import type * as z from 'zod'
import { ROLES, type Role } from '../../shared/contracts/roles.ts'
import type { Context } from '../context.ts'

/** What a call is to the desk: open to all, a look, a change, or a change that a second person stands for. */
export type Access = 'public' | 'read' | 'operate' | 'approve'

/** Who may: any one of these roles is enough. Nobody needs a role for what is public. */
export const ROLES_OF: Readonly<Record<Access, readonly Role[]>> = {
  public: [],
  read: ROLES,
  operate: ['Operator'],
  approve: ['Approver'],
}

/** A call that changes the desk: it takes an Idempotency-Key and is answered once. */
export const isChange = ({ access }: { readonly access: Access }): boolean =>
  access === 'operate' || access === 'approve'

export interface Call<P, Q, B> {
  readonly context: Context
  readonly path: P
  readonly query: Q
  readonly body: B
  readonly request: HttpRequest
  readonly invocation: InvocationContext
  readonly requestId: string
  /** Who calls, for ids and trails; `anonymous` on open reads. */
  readonly actor: string
  /** True when the caller may read detail. */
  readonly mayRead: boolean
}

export interface Answer {
  readonly status?: number
  /** JSON-ready wire value, or text with its content type. */
  readonly body: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** True when the answer may be kept and compared by its ETag. */
  readonly cacheable?: boolean
  /** What the tag tells apart besides the content, such as when a list with the same content was made anew. */
  readonly version?: number | string
  /** False when repeating the mutation should ask again instead of repeating this answer. */
  readonly repeatable?: boolean
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Route {
  /** Name of the function. */
  readonly name: string
  readonly method: Method
  /** Route with `{parameter}` segments, without the leading slash. */
  readonly route: string
  readonly access: Access
}

/** What lies behind a route. */
export interface Door {
  readonly summary: string
  readonly path?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly answer?: z.ZodType
  /** Tells from the body whether an Idempotency-Key is required. */
  readonly needsKey?: (body: unknown) => boolean
  readonly handle: (call: Call<never, never, never>) => Promise<Answer>
}

export type Endpoint = Route & Door

type Output<S> = S extends z.ZodType ? z.output<S> : undefined

/** Declares a door with its schemas and handler in agreement. */
export function door<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  definition: Omit<Door, 'path' | 'query' | 'body' | 'handle'> & {
    readonly path?: P
    readonly query?: Q
    readonly body?: B
    readonly handle: (call: Call<Output<P>, Output<Q>, Output<B>>) => Promise<Answer>
  },
): Door {
  return definition as unknown as Door
}
