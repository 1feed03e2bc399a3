/**
 * How the dashboard signs in: what `/ui/sign-in.json` says, beside the built site.
 *
 * The built site asks for the operator token; in Azure the upload of the site writes the other form in its place. No
 * secret stands in it: a page is a public client.
 */
import * as z from 'zod'
import { SIGN_IN_ORIGIN } from './security-headers.ts'

/** The security policy names one place to sign in; a page that named another could fetch no token there. */
const AUTHORITIES = [SIGN_IN_ORIGIN, `${SIGN_IN_ORIGIN}/`] as const
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SCOPE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[\w.-]{1,100}$/i

export const signInSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('operator-token') }),
  z.strictObject({
    kind: z.literal('entra'),
    authority: z.enum(AUTHORITIES, `must be ${SIGN_IN_ORIGIN}, which the security policy allows`),
    /** The directory, by id: a name such as `common` would let in other directories' people. */
    tenantId: z.string().regex(GUID, 'must be the id of the directory'),
    clientId: z.string().regex(GUID, 'must be the client id of the page’s app registration'),
    /**
     * What a token is asked for, such as `<client id>/desk`. The API is named by its id: where page and API are one
     * registration, Entra signs in for `api://…` as well but renews no such token (AADSTS90009,
     * https://github.com/Softeria/ms-365-mcp-server/pull/508).
     */
    scope: z.string().regex(SCOPE, 'must be one scope of the API by its id, such as <client id>/desk'),
  }),
])
export type SignIn = z.infer<typeof signInSchema>
