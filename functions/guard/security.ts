/**
 * What every answer of the API tells browsers: nothing of it runs, nothing frames it, and over https only https comes
 * next. Front Door leaves these headers alone; those of the dashboard are in the contract of its own.
 */
import { hash } from 'node:crypto'
import { HTTPS_ONLY_HEADER, SECURITY_HEADERS } from '../../shared/contracts/security-headers.ts'

const POLICY_HEADER = 'content-security-policy'
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const { [HTTPS_ONLY_HEADER]: httpsOnly = '', ...common } = SECURITY_HEADERS
const OVER_HTTP = { ...common, [POLICY_HEADER]: NOTHING }
const OVER_HTTPS = { ...OVER_HTTP, [HTTPS_ONLY_HEADER]: httpsOnly }

export const securityHeadersOf = (url: string): Readonly<Record<string, string>> =>
  url.startsWith('https:') ? OVER_HTTPS : OVER_HTTP

/** Of a page without scripts: its own style sheets are named by their digests, so that no other one counts. */
export function pageHeaders(html: string): Readonly<Record<string, string>> {
  const sheets = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, sheet = '']) => sheet)
  const digests = sheets.map((sheet) => `'sha256-${hash('sha256', sheet, 'base64')}'`)
  return { [POLICY_HEADER]: [NOTHING, ...(digests.length > 0 ? [`style-src ${digests.join(' ')}`] : [])].join('; ') }
}
