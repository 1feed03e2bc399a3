/**
 * The words of a Bicep text. Line ends are words too, since they part the entries of objects and arrays.
 *
 * Strings: https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings
 */
import { SyntaxFault } from './syntax.ts'

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'sign' | 'newline' | 'end'
  readonly text: string
  readonly line: number
  readonly column: number
  /** Of a string: text between interpolations, and the words of each interpolation. */
  readonly parts: readonly (string | readonly Token[])[]
}

const SPACE = /(?:[ \t\r]+|\/\/[^\n]*|#(?:disable|restore)[^\n]*|\/\*[\s\S]*?\*\/)+/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /[0-9]+/y
const SIGN = /=>|==|!=|=~|!~|<=|>=|&&|\|\||\?\?|\.\?|\[\?|::|[-+*/%!<>=?:.,()[\]{}|@]/y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\', $: '$' }

/** Throws a SyntaxFault at the first character that begins no word. */
export function tokensOf(text: string): readonly Token[] {
  return new Scanner(text).upTo('')
}

class Scanner {
  readonly #text: string
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The words up to the text's end, or to the brace that closes an interpolation. */
  upTo(closer: '' | '}'): Token[] {
    const tokens: Token[] = []
    let depth = 0
    for (;;) {
      this.#take(SPACE)
      const { line, column } = this.#place()
      const token = (kind: Token['kind'], text: string, parts: Token['parts'] = []): Token => {
        return { kind, text, line, column, parts }
      }
      const next = this.#text[this.#at] ?? ''
      if (next === closer && depth === 0) return [...tokens, token('end', next)]
      if (next === '' && closer === '') return [...tokens, token('end', '')]
      if (next === '') throw this.#fault("an interpolation is not closed; end it with '}'")
      if (next === '\n') {
        this.#newline()
        tokens.push(token('newline', '\n'))
      } else if (next === "'") tokens.push(this.#string(token))
      else {
        const name = this.#take(NAME)
        const number = name === null ? this.#take(NUMBER) : null
        const sign = name === null && number === null ? this.#take(SIGN) : null
        if (name !== null) tokens.push(token('name', name))
        else if (number !== null) tokens.push(token('number', number))
        else if (sign !== null) tokens.push(token('sign', sign))
        else throw this.#fault(`'${next}' begins no word of Bicep; remove it, strings stand in single quotes`)
        depth += sign === '{' ? 1 : sign === '}' ? -1 : 0
      }
    }
  }

  #string(token: (kind: 'string', text: string, parts: Token['parts']) => Token): Token {
    if (this.#text.startsWith("'''", this.#at)) return this.#multiline(token)
    const start = this.#fault('a string is not closed; end it with a single quote on its own line')
    const parts: (string | readonly Token[])[] = []
    let run = ''
    this.#at += 1
    for (;;) {
      const next = this.#text[this.#at] ?? '\n'
      if (next === '\n') throw start
      this.#at += 1
      if (next === "'") return token('string', run, run === '' && parts.length > 0 ? parts : [...parts, run])
      if (next === '\\') run += this.#escape()
      else if (next === '$' && this.#text[this.#at] === '{') {
        this.#at += 1
        parts.push(run, this.upTo('}'))
        this.#at += 1
        run = ''
      } else run += next
    }
  }

  #multiline(token: (kind: 'string', text: string, parts: Token['parts']) => Token): Token {
    const end = this.#text.indexOf("'''", this.#at + 3)
    if (end < 0) throw this.#fault("a string of several lines is not closed; end it with '''")
    const text = this.#text.slice(this.#at + 3, end).replace(/^\r?\n/, '')
    while (this.#at < end) {
      if (this.#text[this.#at] === '\n') this.#newline()
      else this.#at += 1
    }
    this.#at = end + 3
    return token('string', text, [text])
  }

  #escape(): string {
    const letter = this.#text[this.#at] ?? ''
    const code = /^u\{([0-9a-fA-F]{1,6})\}/.exec(this.#text.slice(this.#at, this.#at + 9))
    this.#at += code ? code[0].length : 1
    const text = code ? String.fromCodePoint(Number.parseInt(code[1] ?? '', 16)) : ESCAPES[letter]
    if (text === undefined) throw this.#fault(`'\\${letter}' is no escape; write '\\\\' for a backslash`)
    return text
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#text)?.[0] ?? null
    if (text === null) return null
    for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) {
      this.#line += 1
      this.#lineStart = this.#at + index + 1
    }
    this.#at += text.length
    return text
  }

  #newline(): void {
    this.#at += 1
    this.#line += 1
    this.#lineStart = this.#at
  }

  #place(): { line: number; column: number } {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 }
  }

  #fault(message: string): SyntaxFault {
    const { line, column } = this.#place()
    return new SyntaxFault(message, line, column)
  }
}
