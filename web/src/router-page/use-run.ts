/**
 * One run from the form to its answer.
 *
 * A run has one idempotency key for all its attempts. It is kept in sessionStorage until the API has answered, so that
 * neither a lost answer nor a reloaded page can turn one run into two.
 */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type RouteReport, routeReportSchema } from '../../../shared/contracts/api/router.ts'
import { type Answer, type Change, send } from '../api/client.ts'
import { ApiError, type Fault } from '../api/fault.ts'
import { RUNS_PATH } from '../api/queries.ts'

const PENDING_KEY = 'gatehouse.pending-run'
/** The API is still working on the same key; it says when to ask again. */
const STILL_RUNNING_STATUS = 409

export type RunState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'answered'; readonly answer: Answer<RouteReport> }
  /** The API refused; nothing happened. */
  | { readonly kind: 'refused'; readonly fault: Fault }
  /** Whether the run happened is not known. The same change may be sent again. */
  | { readonly kind: 'uncertain'; readonly words: string; readonly change: Change }

function pendingChange(): Change | null {
  const text = sessionStorage.getItem(PENDING_KEY)
  return text === null ? null : (JSON.parse(text) as Change)
}

const startState = (): RunState => {
  const change = pendingChange()
  if (change === null) return { kind: 'idle' }
  return { kind: 'uncertain', words: 'The page was left before the last run was answered.', change }
}

function isUncertain(fault: Fault): boolean {
  if (fault.kind !== 'problem') return true
  const { problem, retryAfterMs } = fault
  return problem.status >= 500 || (problem.status === STILL_RUNNING_STATUS && retryAfterMs !== null)
}

function wordsOfUncertain(error: ApiError): string {
  const { fault } = error
  if (fault.kind === 'lost') return `No answer came (${fault.detail}).`
  return error.message
}

export interface Run {
  readonly state: RunState
  /** Sends a new run with a key of its own. */
  readonly submit: (body: unknown) => Promise<void>
  /** Sends an uncertain run again with the key it has. */
  readonly retry: () => Promise<void>
  /** Gives an uncertain run up. */
  readonly forget: () => void
}

export function useRun(): Run {
  const [state, setState] = useState<RunState>(startState)
  const queries = useQueryClient()

  const attempt = async (change: Change): Promise<void> => {
    sessionStorage.setItem(PENDING_KEY, JSON.stringify(change))
    setState({ kind: 'sending' })
    try {
      const answer = await send(routeReportSchema, change)
      sessionStorage.removeItem(PENDING_KEY)
      setState({ kind: 'answered', answer })
      void queries.invalidateQueries({ queryKey: [RUNS_PATH] })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (isUncertain(error.fault)) return setState({ kind: 'uncertain', words: wordsOfUncertain(error), change })
      sessionStorage.removeItem(PENDING_KEY)
      setState({ kind: 'refused', fault: error.fault })
    }
  }

  return {
    state,
    submit: (body) => attempt({ path: '/router/run', body, idempotencyKey: crypto.randomUUID() }),
    retry: async () => {
      if (state.kind === 'uncertain') await attempt(state.change)
    },
    forget: () => {
      sessionStorage.removeItem(PENDING_KEY)
      setState({ kind: 'idle' })
    },
  }
}
