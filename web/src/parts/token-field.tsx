/** The operator token: asked for where it is needed, kept for this tab only, taken over when the field is left. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { operatorTokenOf, setOperatorToken, subscribeOperatorToken } from '../session/operator-token.ts'
import { TextField } from './field.tsx'

const ENTER = 'Enter'

export function TokenField({ error }: { readonly error: string | null }) {
  const token = useSyncExternalStore(subscribeOperatorToken, operatorTokenOf)
  const [text, setText] = useState(token)
  const queries = useQueryClient()
  useEffect(() => setText(token), [token])
  const take = () => {
    if (text.trim() === token) return
    setOperatorToken(text.trim())
    // What was refused without the token may be readable with it.
    void queries.invalidateQueries()
  }
  return (
    <TextField
      label="Operator token"
      type="password"
      name="operator-token"
      hint="Shown once by npm start; in Azure the secret OPERATOR-TOKEN. Kept in this tab until it closes."
      error={error}
      value={text}
      onText={setText}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === ENTER) take()
      }}
    />
  )
}
