/** How many migrations there are: the version of a schema that has them all. */
import { readdirSync } from 'node:fs'
import { MIGRATIONS_DIRECTORY } from '../platform/postgres/prepare.ts'

export const SCHEMA_VERSION = readdirSync(MIGRATIONS_DIRECTORY).filter((name) => name.endsWith('.sql')).length
