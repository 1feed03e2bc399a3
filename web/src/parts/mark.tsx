/** A verdict: a glyph, a colour and always the word. */
import type { OrderStatus } from '../../../shared/contracts/orders.ts'
import { STATUS_WORDS, statusWord, type Tone } from '../words/events.ts'

const GLYPHS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✕', warn: '◔', quiet: '·' }

export function Mark({ tone, word, title }: { readonly tone: Tone; readonly word: string; readonly title?: string }) {
  return (
    <span className={`mark mark-${tone}`} title={title}>
      <span aria-hidden="true">{GLYPHS[tone]}</span> {word}
    </span>
  )
}

export function StatusMark({ status }: { readonly status: OrderStatus }) {
  const { tone, words } = STATUS_WORDS[status]
  return <Mark tone={tone} word={statusWord(status)} title={words} />
}

/** Made-up prices are never shown without saying so. */
export function SyntheticMark({ synthetic }: { readonly synthetic: boolean }) {
  return synthetic ? <span className="tag">synthetic</span> : null
}
