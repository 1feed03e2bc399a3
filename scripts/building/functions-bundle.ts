/** The Functions app as one entry and lazily loaded chunks: what a cold start reads is what it uses. */
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'

export const FUNCTIONS_ENTRY = 'main.js'

/** The dependencies are CommonJS in part, and an ES module has no `require` of its own. */
const BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"

/** What Node computes itself is not bundled. */
const NATIVE_SHA256: Plugin = {
  name: 'native-sha256',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/sha256\.ts$/ }, () => ({ path: join(import.meta.dirname, 'native-sha256.ts') }))
  },
}

/**
 * The storage SDK can read a list of blobs as an Arrow table and brings 240 KB for it. Lists are asked for as XML here;
 * a caller who asks for the other is told.
 */
const NO_ARROW: Plugin = {
  name: 'no-arrow',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^apache-arrow$/ }, ({ path }) => ({ path, namespace: 'no-arrow' }))
    onLoad({ filter: /.*/, namespace: 'no-arrow' }, () => ({
      contents: `export const tableFromIPC = () => { throw new Error('apache-arrow is not in the bundle') }`,
    }))
  },
}

/** Bundles the entry module into outDir; throws with the compiler's own words. */
export async function bundleFunctions(entry: string, outDir: string): Promise<void> {
  await build({
    entryPoints: { main: entry },
    outdir: outDir,
    chunkNames: join('chunks', '[name]-[hash]'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node', // its default order of package fields; with "module" first pg does not load
    target: 'node22',
    minify: true,
    legalComments: 'none',
    banner: { js: BANNER },
    external: ['@azure/functions-core', 'pg-native'],
    plugins: [NATIVE_SHA256, NO_ARROW],
    logLevel: 'silent',
  })
}
