/** Tokens that people and machines bring from Entra ID. */
import type { Instant } from '../base/instant.ts'
import type { Role } from '../contracts/roles.ts'

export type TokenVerdict =
  | { readonly kind: 'valid'; readonly objectId: string; readonly roles: readonly Role[] }
  /** `isForged` is false for one that Entra did sign, such as an expired one: nobody guesses those. */
  | { readonly kind: 'refused'; readonly detail: string; readonly isForged: boolean }

export interface Tokens {
  /** Throws Unavailable when the signing key is not known and cannot be fetched. */
  verify(token: string, now: Instant): Promise<TokenVerdict>
}
