/** Answers kept by key, so that repeating a mutation repeats its answer and nothing else. */
import type { Instant } from '../base/instant.ts'

export interface StoredAnswer {
  readonly status: number
  readonly body: unknown
}

export type Claim =
  | { readonly kind: 'claimed' }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'running'; readonly retryAfterMs: number }
  | { readonly kind: 'conflict' }

export interface IdempotencyStore {
  /** Claims the key for this body, or says what became of the first use. A claim lapses after `forMs`. */
  claim(
    use: {
      readonly actor: string
      readonly key: string
      readonly route: string
      readonly bodyDigest: string
      readonly forMs: number
    },
    now: Instant,
  ): Promise<Claim>
  answer(use: { readonly actor: string; readonly key: string }, answer: StoredAnswer): Promise<void>
  /** Gives the claim back, so that the caller may try again; the key stays bound to its body. */
  release(use: { readonly actor: string; readonly key: string }): Promise<void>
  /** Forgets a key with which nothing was done. */
  forget(use: { readonly actor: string; readonly key: string }): Promise<void>
}
