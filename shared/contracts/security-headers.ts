/**
 * The security headers of the dashboard's pages, spelled once: the local front door sends them, and in Azure a rule set
 * of Front Door overwrites them on every answer under `/ui`.
 *
 * Front Door takes header values of at most 640 characters and five actions a rule
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits and
 * https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions), so five headers fill one rule.
 * The API's answers bring headers of their own and must not be overwritten: `/docs` and the page of a report have a
 * stricter policy than this one.
 */

/** Where browsers sign in. The policy has to name it: tokens are fetched there by script. */
export const SIGN_IN_ORIGIN = 'https://login.microsoftonline.com'

/**
 * No inline script or style and no frame, ours or another's. Signing in goes by redirect and tokens are renewed by
 * fetch, so no hidden frame is needed. Charts set sizes through the CSSOM, which the policy allows.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  `connect-src 'self' ${SIGN_IN_ORIGIN}`,
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** A browser obeys it over https alone, and must never get it over plain http. */
export const HTTPS_ONLY_HEADER = 'strict-transport-security'

/** Names in lower case, as the wire has them. Transport security holds for a year, in seconds. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  [HTTPS_ONLY_HEADER]: 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
