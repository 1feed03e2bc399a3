/** How a configuration that is not accepted is answered. */
import type { FieldError } from '../../shared/contracts/wire.ts'
import { HttpProblem } from '../guard/problem.ts'

/** The first fault in words, and all of them by their keys. */
export function refusedConfig(code: string, errors: readonly FieldError[]): HttpProblem {
  const [first] = errors
  const where = first?.line === undefined ? '' : ` (line ${first.line})`
  return new HttpProblem(422, code, `${first?.field ?? 'config'} ${first?.message ?? 'is not accepted'}${where}`, {
    errors,
  })
}
