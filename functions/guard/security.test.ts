import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { pageHeaders, securityHeadersOf } from './security.ts'

test('an answer over https asks for https from then on, and one over http does not speak of it', () => {
  const { 'strict-transport-security': httpsOnly, ...rest } = securityHeadersOf('https://desk.example/orders')
  expect(httpsOnly).toMatch(/^max-age=\d{8,}/)
  expect(securityHeadersOf('http://127.0.0.1/orders')).toEqual(rest)
  expect(rest).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  expect(rest['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/)
})

test('a page may wear the style sheets that it has, and run nothing', () => {
  const sheets = ['a{color:red}', '\nb > c { color: "é" }\n']
  const policy = pageHeaders(`<style>${sheets[0]}</style><p><style>${sheets[1]}</style>`)['content-security-policy']
  const digests = sheets.map((sheet) => `'sha256-${hash('sha256', sheet, 'base64')}'`)
  expect(policy).toContain(`style-src ${digests.join(' ')}`)
  expect(policy).not.toMatch(/unsafe|script-src/)
  expect(pageHeaders('<p>')['content-security-policy']).not.toContain('style-src')
})
