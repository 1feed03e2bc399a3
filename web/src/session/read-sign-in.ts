/** Reads what the site says about signing in. A site that says nothing lets nobody guess. */
const PATH = '/ui/sign-in.json'
const WITHIN_MS = 10_000

/** What the file holds, not judged yet. Throws an Error with words for whoever sits before the page. */
export async function readSignIn(): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(PATH, { cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) })
  } catch {
    throw new Error(`${PATH} cannot be fetched: no connection.`)
  }
  if (!response.ok) throw new Error(`${PATH} answered with status ${response.status}.`)
  try {
    return await response.json()
  } catch {
    throw new Error(`${PATH} is not JSON.`)
  }
}

/** True of the form that a desk of one operator has; every other form is judged by its schema. */
export const asksForToken = (wire: unknown): boolean =>
  wire !== null && typeof wire === 'object' && 'kind' in wire && wire.kind === 'operator-token'
