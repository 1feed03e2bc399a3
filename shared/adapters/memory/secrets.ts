/** Secrets that were given with the settings, as on one's own machine: they stay what they are. */
import type { SecretName } from '../../contracts/secrets.ts'
import type { Secrets } from '../../ports/secrets.ts'

export const createGivenSecrets = (given: Readonly<Record<SecretName, string | null>>): Secrets => ({
  read: async (name) => given[name],
})
