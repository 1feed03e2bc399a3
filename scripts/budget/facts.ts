/** Everything the model is given. It reads nothing else: no file, no clock, no chance. */
import type { Desk } from './desk.ts'
import type { AzureLimits } from './limits.ts'
import type { Load } from './load.ts'
import type { Parameters } from './parameters.ts'
import type { PriceList } from './prices.ts'

export interface Facts {
  readonly parameters: Parameters
  readonly desk: Desk
  readonly load: Load
  readonly limits: AzureLimits
  readonly prices: PriceList
}
