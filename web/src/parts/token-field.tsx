/** The operator token: asked for where it is needed, kept for this tab only. */
import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { setToken, subscribeToken, tokenOf } from '../api/token.ts'
import { TextField } from './field.tsx'

export function TokenField({ error }: { readonly error: string | null }) {
  const token = useSyncExternalStore(subscribeToken, tokenOf)
  const queries = useQueryClient()
  const change = (text: string) => {
    setToken(text.trim())
    // What was refused without the token may be readable with it.
    void queries.invalidateQueries()
  }
  return (
    <TextField
      label="Operator token"
      type="password"
      name="operator-token"
      hint="Shown once by npm start, or the value of GATEHOUSE_OPERATOR_TOKEN. Kept in this tab until it closes."
      error={error}
      value={token}
      onText={change}
    />
  )
}
