/** Changes that were sent and not answered, kept in this tab so that a reload makes none of them two. */
const PREFIX = 'gatehouse.pending-'

export const pendingKey = (name: string): string => `${PREFIX}${name}`

export function forgetPending(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
}
