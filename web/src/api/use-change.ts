/**
 * One change from its form to its answer.
 *
 * A change has one idempotency key for all its attempts. It is kept in sessionStorage until the API has answered, so
 * that neither a lost answer nor a reloaded page can turn one change into two.
 */
import { useState } from 'react'
import type * as z from 'zod'
import { pendingKey } from '../session/pending.ts'
import { type Answer, type Change, send } from './client.ts'
import { ApiError, type Fault } from './fault.ts'

/** The API is still working on the same key; it says when to ask again. */
const STILL_RUNNING_STATUS = 409

export type ChangeState<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'answered'; readonly answer: Answer<T> }
  /** The API refused; nothing happened. */
  | { readonly kind: 'refused'; readonly fault: Fault }
  /** Whether the change happened is not known. The same one may be sent again. */
  | { readonly kind: 'uncertain'; readonly words: string; readonly change: Change }

export interface Sending<T> {
  readonly state: ChangeState<T>
  /** Sends a new change with a key of its own; a POST unless it says otherwise. */
  readonly submit: (path: string, body: unknown, method?: Change['method']) => Promise<void>
  /** Sends an uncertain change again with the key it has. */
  readonly retry: () => Promise<void>
  /** Gives an uncertain change up, or puts an answer away. */
  readonly forget: () => void
}

interface ChangeOptions<S extends z.ZodType> {
  readonly schema: S
  /** Name of the change, unique in the dashboard; it is remembered under it. */
  readonly name: string
  readonly onAnswered: (value: z.output<S>) => void
}

function startState<T>(key: string): ChangeState<T> {
  const text = sessionStorage.getItem(key)
  if (text === null) return { kind: 'idle' }
  const words = 'The page was left before the last one was answered.'
  return { kind: 'uncertain', words, change: JSON.parse(text) as Change }
}

function isUncertain(fault: Fault): boolean {
  if (fault.kind === 'unsigned') return false
  if (fault.kind !== 'problem') return true
  const { problem, retryAfterMs } = fault
  return problem.status >= 500 || (problem.status === STILL_RUNNING_STATUS && retryAfterMs !== null)
}

function wordsOfUncertain(error: ApiError): string {
  const { fault } = error
  if (fault.kind === 'lost') return `No answer came (${fault.detail}).`
  return error.message
}

export function useChange<S extends z.ZodType>(options: ChangeOptions<S>): Sending<z.output<S>> {
  const { schema, name, onAnswered } = options
  const key = pendingKey(name)
  const [state, setState] = useState<ChangeState<z.output<S>>>(() => startState(key))

  const attempt = async (change: Change): Promise<void> => {
    sessionStorage.setItem(key, JSON.stringify(change))
    setState({ kind: 'sending' })
    try {
      const answer = await send(schema, change)
      sessionStorage.removeItem(key)
      setState({ kind: 'answered', answer })
      onAnswered(answer.value)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (isUncertain(error.fault)) return setState({ kind: 'uncertain', words: wordsOfUncertain(error), change })
      sessionStorage.removeItem(key)
      setState({ kind: 'refused', fault: error.fault })
    }
  }

  return {
    state,
    submit: (path, body, method = 'POST') => attempt({ method, path, body, idempotencyKey: crypto.randomUUID() }),
    retry: async () => {
      if (state.kind === 'uncertain') await attempt(state.change)
    },
    forget: () => {
      sessionStorage.removeItem(key)
      setState({ kind: 'idle' })
    },
  }
}

/** True when a refusal asks for a token, or for another one. */
export function needsToken(state: ChangeState<unknown>): boolean {
  if (state.kind !== 'refused' || state.fault.kind !== 'problem') return false
  return state.fault.problem.status === 401 || state.fault.problem.status === 403
}
