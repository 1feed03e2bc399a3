/** Loads the app once as the Functions host does and prints the milliseconds; argv[2] is its file. */
// What a worker has loaded for itself before any app.
import 'node:crypto'
import 'node:http'
import { pathToFileURL } from 'node:url'
import { provideCoreApi } from '../../platform/functions-host/core-api.ts'

const SILENT = { line: () => {}, enabled: () => false, flushSync: () => {} }

const registry = provideCoreApi(SILENT)
const startedMs = performance.now()
await import(pathToFileURL(process.argv[2] ?? '').href)
const tookMs = performance.now() - startedMs
if (registry.functions.size === 0) throw new Error('the app registered no functions')
console.log(tookMs)
// The library's own require of the core module leaves nothing open, but an app may.
process.exit(0)
