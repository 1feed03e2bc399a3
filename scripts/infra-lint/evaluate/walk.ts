/** What is carried along while main.bicep and its modules are walked: the files, and what was found in them. */
import type { Violation } from '../../tidy/project.ts'
import type { BicepFile } from '../bicep/syntax.ts'
import type { Deployed, Place, Source } from './value.ts'

/** The files a walk may read. */
export interface World {
  readonly files: ReadonlyMap<string, string>
  readonly sources: ReadonlyMap<string, BicepFile>
}

/** `wiring`: parameters, modules and imports; `names`: names that nobody gave. */
export type Fault = Violation & { readonly law: 'wiring' | 'names' }

/** A property of a resource that is read, and that only Azure knows. */
export type Read = Source & { readonly at: Place }

/** What the instances of a walk share. */
export interface Walk extends World {
  readonly resources: Deployed[]
  readonly reads: Read[]
  readonly faults: Fault[]
}
