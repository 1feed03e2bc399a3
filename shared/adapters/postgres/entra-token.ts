/**
 * A password for an Entra login of Postgres: a token of the identity, which new connections are opened with.
 * https://learn.microsoft.com/azure/postgresql/security/security-connect-with-managed-identity
 */
import type { TokenCredential } from '@azure/identity'

const SCOPE = 'https://ossrdbms-aad.database.windows.net/.default'

export async function databaseToken(credential: TokenCredential): Promise<string> {
  const token = await credential.getToken(SCOPE)
  if (!token) throw new Error('no token for Postgres: grant the identity a database role')
  return token.token
}
