/** What a check of the smoke is, and what it may say. */
import type { RouteReport } from '../../shared/contracts/api/router.ts'
import type { Book } from '../../shared/contracts/books.ts'

export interface Verdict {
  readonly status: 'passed' | 'failed' | 'skipped'
  /** What was seen, in one line; why, when it was skipped. */
  readonly seen: string
}

/** The desk that is looked at, and what earlier checks have left for later ones. */
export interface Smoked {
  /** Origin of the public address, without a slash at its end. */
  readonly base: string
  /** Origin of the Functions app itself; null when nobody named it. */
  readonly origin: string | null
  /** Version that must answer; null when any may. */
  readonly version: string | null
  readonly token: string
  readonly book: Book
  /** How long a cold start and an order on its way may take, in milliseconds. */
  readonly withinMs: number
  /** Idempotency keys of this smoke begin with it. */
  readonly key: string
  killed?: RouteReport
  published?: RouteReport
}

export interface Check {
  readonly name: string
  /** When it passes. */
  readonly criterion: string
  /** What to do when it does not, and where the runbook tells more. */
  readonly remedy: string
  /** Throws Unanswered; the check has failed then. */
  readonly judge: (desk: Smoked) => Promise<Verdict>
}

export const passed = (seen: string): Verdict => ({ status: 'passed', seen })
export const failed = (seen: string): Verdict => ({ status: 'failed', seen })
export const skipped = (seen: string): Verdict => ({ status: 'skipped', seen })
