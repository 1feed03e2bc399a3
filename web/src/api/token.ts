/** The operator token of this tab. Kept in sessionStorage: it ends with the tab and no other origin can read it. */
const KEY = 'gatehouse.token'

const listeners = new Set<() => void>()

export const tokenOf = (): string => sessionStorage.getItem(KEY) ?? ''

export function setToken(token: string): void {
  if (token === '') sessionStorage.removeItem(KEY)
  else sessionStorage.setItem(KEY, token)
  for (const listener of listeners) listener()
}

export function subscribeToken(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function authorization(): Record<string, string> {
  const token = tokenOf()
  return token === '' ? {} : { authorization: `Bearer ${token}` }
}
