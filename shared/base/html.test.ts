import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escaped, html } from './html.ts'

/** What a browser makes of text with numbered letters in it. */
const shown = (markup: string): string => markup.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))

test('no text that is put into a page is markup, and all of it is shown', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'<>&"\'/=ab 39;#') }), (text) => {
      const { markup } = html`<p title="${text}">${text}</p>`
      expect(markup).toBe(`<p title="${escaped(text)}">${escaped(text)}</p>`)
      expect(escaped(text)).not.toMatch(/[<>"']|&(?!#\d\d;)/)
      expect(shown(escaped(text))).toBe(text)
    }),
  )
})

test('pieces stay what they are, one or many, and numbers are text', () => {
  const rows = ['<a>', 'b'].map((text) => html`<li>${text}</li>`)
  expect(html`<ul>${rows}</ul>${html`<hr>`}${7}`.markup).toBe('<ul><li>&#60;a&#62;</li><li>b</li></ul><hr>7')
})
