/** Secrets, asked for at the time of use: a rotated one counts without a restart, one that is gone does not. */
import type { SecretName } from '../contracts/secrets.ts'

export interface Secrets {
  /**
   * The secret's current value, or null when there is none. Throws Unavailable when its place is away and what was read
   * there last is too old to trust.
   */
  read(name: SecretName): Promise<string | null>
}
