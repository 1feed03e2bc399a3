/**
 * What is known of the resource types that infra/ may use, and from where: infra/facts.json.
 *
 * Paths are written `properties.sku.name`; `foo[]` stands for each item of a list, `foo.*` for any name below foo.
 */
import * as z from 'zod'

const typeFactsSchema = z.strictObject({
  /** The page or file in which the paths were looked up. */
  source: z.string().min(1),
  properties: z.array(z.string().min(1)),
  /** Paths that Azure fills and that are read. */
  reads: z.array(z.string().min(1)).default([]),
  /** Paths that must be there wherever the object around them is. */
  required: z.array(z.string().min(1)),
})
export const factsSchema = z.record(z.string().regex(/^[\w.]+(\/\w+)+@\d{4}-\d{2}-\d{2}(-preview)?$/), typeFactsSchema)

export type TypeFacts = z.infer<typeof typeFactsSchema>

/** The listed path that an emitted one is, or lies above of; undefined where none is. */
export function listedAs(path: string, listed: readonly string[]): string | undefined {
  const parts = path.split('.')
  return listed.find((known) => {
    const steps = known.split('.')
    if (steps.length < parts.length) return false
    return parts.every((part, index) => {
      const step = steps[index]
      const isLast = index === parts.length - 1
      return step === part || step === '*' || (isLast && (step === `${part}[]` || `${step}[]` === part))
    })
  })
}
