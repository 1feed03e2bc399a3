/** The parameters of a deployment, as far as the budget reads them. */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { UsageError } from '../lib/desk.ts'

const count = z.int().nonnegative()
const value = <S extends z.ZodType>(schema: S) => z.strictObject({ value: schema })

/** Values of infra/environments/*.json. More keys may stand there: they belong to the template, not to the budget. */
const parametersSchema = z.object({
  environmentName: value(z.string().min(1)),
  location: value(z.string().min(1)),
  instanceMemoryMb: value(z.union([z.literal(512), z.literal(2048), z.literal(4096)])),
  maximumInstanceCount: value(z.int().min(1).max(1_000)),
  alwaysReady: value(z.array(z.strictObject({ name: z.string(), instanceCount: count }))),
  throughputUnits: value(z.int().min(1).max(40)),
  throughputUnitsMax: value(z.int().min(1).max(40)),
  postgresSku: value(z.string()),
  postgresStorageGb: value(z.int().min(32)),
  backupRetentionDays: value(z.int().min(7).max(35)),
  /** Missing is a fault that the budget tells: without it the app may take every connection. */
  appConnectionLimit: value(count).optional(),
  sweepJobCpu: value(z.string().regex(/^\d+(\.\d+)?$/)),
  sweepJobMemory: value(z.string().regex(/^\d+(\.\d+)?Gi$/)),
  sweepJobTimeoutSeconds: value(z.int().positive()),
  logRetentionDays: value(count),
  logDailyCapGb: value(z.number().positive()),
  wafRequestsPerMinute: value(z.int().positive()),
  privateNetworking: value(z.boolean()),
  scheduleBooks: value(z.string()),
  budgetUsd: value(z.number().positive()),
})

type Values<T> = {
  readonly [K in keyof T]: T[K] extends { value: infer V } | undefined ? V | Extract<T[K], undefined> : never
}
export type Parameters = Values<z.output<typeof parametersSchema>>

/** Throws UsageError that names the parameter, what stands there and what is wanted. */
export function parametersOf(text: string, file: string): Parameters {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`)
  }
  const read = z.object({ parameters: parametersSchema }).safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    const path = issue?.path.join('.') ?? ''
    throw new UsageError(`${file}: ${path} is ${JSON.stringify(at(json, issue?.path ?? []))}: ${issue?.message}`)
  }
  const entries = Object.entries(read.data.parameters).map(([name, given]) => [name, given?.value])
  const parameters = Object.fromEntries(entries) as Parameters
  const { throughputUnits, throughputUnitsMax } = parameters
  if (throughputUnitsMax < throughputUnits) {
    throw new UsageError(
      `${file}: throughputUnitsMax is ${throughputUnitsMax}, below throughputUnits ${throughputUnits}; raise it`,
    )
  }
  return parameters
}

export function readParameters(file: string): Parameters {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}; give --env dev, --env prod or --file`)
  }
  return parametersOf(text, file)
}

const at = (json: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((found, step) => (found as Record<PropertyKey, unknown> | null | undefined)?.[step], json)
