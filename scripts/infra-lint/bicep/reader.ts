/** A cursor over the words of a Bicep text, and the faults it tells. */
import { SyntaxFault } from './syntax.ts'
import type { Token } from './tokens.ts'

export class Reader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** The word at the cursor, or one some words further on; the end stays the end. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]
    if (token === undefined) throw new SyntaxFault('is empty', 1, 1)
    return token
  }

  next(): Token {
    const token = this.peek()
    this.#at += 1
    return token
  }

  is(text: string, ahead = 0): boolean {
    const { kind, text: found } = this.peek(ahead)
    return found === text && (kind === 'sign' || kind === 'name')
  }

  /** Takes the word if it stands at the cursor. */
  takes(text: string): boolean {
    if (!this.is(text)) return false
    this.#at += 1
    return true
  }

  demand(text: string): Token {
    if (!this.is(text)) throw this.fault(`'${text}' is missing`)
    return this.next()
  }

  name(what: string): Token {
    if (this.peek().kind !== 'name') throw this.fault(`${what} is missing`)
    return this.next()
  }

  /** A string without interpolation. */
  plain(what: string): string {
    const token = this.peek()
    if (token.kind !== 'string' || token.parts.length > 1) throw this.fault(`${what} is missing, in single quotes`)
    return this.next().text
  }

  skipNewlines(): void {
    while (this.peek().kind === 'newline') this.#at += 1
  }

  /** True when, after line ends, the word comes; the cursor then stands on it. */
  isAfterNewlines(text: string): boolean {
    let ahead = 0
    while (this.peek(ahead).kind === 'newline') ahead += 1
    if (!this.is(text, ahead)) return false
    this.#at += ahead
    return true
  }

  fault(expectation: string): SyntaxFault {
    const { kind, text, line, column } = this.peek()
    const found = kind === 'newline' ? 'the end of the line' : kind === 'end' ? 'the end' : `'${text}'`
    return new SyntaxFault(`${expectation} before ${found}; add it or remove what stands here`, line, column)
  }
}
