import { expect, test } from 'vitest'
import { HTTPS_ONLY_HEADER, SECURITY_HEADERS, SIGN_IN_ORIGIN } from './security-headers.ts'

/** Limits of a Front Door rule; the sources stand in the file under test. */
const VALUE_CHARACTERS_MAX = 640
const ACTIONS_PER_RULE_MAX = 5

const policy = new Map(
  (SECURITY_HEADERS['content-security-policy'] ?? '').split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ')
    return [name, sources]
  }),
)

test('all headers fit into one rule of Front Door', () => {
  const headers = Object.entries(SECURITY_HEADERS)
  expect(headers.length).toBeGreaterThan(0)
  expect(headers.length).toBeLessThanOrEqual(ACTIONS_PER_RULE_MAX)
  for (const [name, value] of headers) {
    expect(name).toMatch(/^[a-z-]+$/)
    // Braces would be read as a server variable.
    expect(value, name).toMatch(/^[^{}\r\n]+$/)
    expect(value.length, name).toBeLessThanOrEqual(VALUE_CHARACTERS_MAX)
  }
})

test('no directive allows inline code, code from text, or a source besides this origin and where one signs in', () => {
  const allowed = new Set(["'self'", "'none'", 'data:', SIGN_IN_ORIGIN])
  for (const [name, sources] of policy)
    expect(
      sources.filter((source) => !allowed.has(source)),
      name,
    ).toEqual([])
  expect(policy.get('script-src')).toEqual(["'self'"])
  expect(policy.get('connect-src')).toEqual(["'self'", SIGN_IN_ORIGIN])
  for (const none of ['object-src', 'base-uri', 'frame-src', 'frame-ancestors']) {
    expect(policy.get(none), none).toEqual(["'none'"])
  }
})

test('browsers are held to https for at least half a year', () => {
  const seconds = Number(SECURITY_HEADERS[HTTPS_ONLY_HEADER]?.match(/^max-age=(\d+)$/)?.[1])
  expect(seconds).toBeGreaterThanOrEqual(15_768_000)
})
