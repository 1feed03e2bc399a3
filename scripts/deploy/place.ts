/** Where a deployment goes, and with which parameters. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { PROJECT_ROOT } from '../build.ts'
import { UsageError } from '../lib/desk.ts'

export const TEMPLATE_FILE = join(PROJECT_ROOT, 'infra/main.bicep')

const fileSchema = z.object({
  parameters: z.object({
    privateNetworking: z.object({ value: z.boolean() }),
    entraApiClientId: z.object({ value: z.string() }),
  }),
})

export interface Place {
  /** Resource group. */
  readonly group: string
  readonly parametersFile: string
  readonly isPrivate: boolean
  /** Application id of the API in Entra; null while nobody signs in with Entra. */
  readonly apiClientId: string | null
}

/** Throws UsageError when there is no such environment. */
export function placeOf(given: { readonly env: string; readonly group: string }): Place {
  const parametersFile = join(PROJECT_ROOT, 'infra/environments', `${given.env}.json`)
  if (!/^[a-z]+$/.test(given.env) || !existsSync(parametersFile))
    throw new UsageError(`--env ${given.env} has no parameters: there is no infra/environments/${given.env}.json`)
  const { parameters } = fileSchema.parse(JSON.parse(readFileSync(parametersFile, 'utf8')))
  return {
    group: given.group,
    parametersFile,
    isPrivate: parameters.privateNetworking.value,
    apiClientId: parameters.entraApiClientId.value || null,
  }
}
