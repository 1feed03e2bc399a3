/** Narrows a list to one symbol; a text that is no symbol is told here and never sent. */
import { useState } from 'react'
import { symbolSchema } from '../../../shared/contracts/scalars.ts'
import { TextField } from './field.tsx'

interface SymbolFilterProps {
  readonly symbol: string
  readonly onSymbol: (symbol: string) => void
}

export function SymbolFilter({ symbol, onSymbol }: SymbolFilterProps) {
  const [text, setText] = useState(symbol)
  const isSymbol = text.trim() === '' || symbolSchema.safeParse(text).success
  const change = (next: string) => {
    setText(next)
    const parsed = symbolSchema.safeParse(next)
    if (next.trim() === '') onSymbol('')
    else if (parsed.success) onSymbol(parsed.data)
  }
  return (
    <TextField
      label="Symbol"
      name="filter-symbol"
      placeholder="all"
      size={8}
      value={text}
      onText={change}
      error={isSymbol ? null : 'is not a symbol'}
    />
  )
}
