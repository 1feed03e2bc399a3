/** Azurite's blob service as one file: 1,300 modules take half a second of every start to find and read. */
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'

export const AZURITE_ENTRY = 'azurite.cjs'

/** What the desk's own Azurite never uses: a SQL database for its lists, and Microsoft's telemetry. */
const UNUSED: Plugin = {
  name: 'unused',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\/SqlBlob(Server|Configuration)$|^applicationinsights$/ }, ({ path }) => ({
      path,
      namespace: 'unused',
    }))
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {}' }))
  },
}

/** Bundles Azurite's blob service into outDir, with what it exports; throws with the compiler's own words. */
export async function bundleAzurite(outDir: string): Promise<void> {
  await build({
    stdin: {
      contents: "module.exports = require('azurite/dist/src/blob/BlobServerFactory')",
      resolveDir: import.meta.dirname,
    },
    outfile: join(outDir, AZURITE_ENTRY),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    legalComments: 'none',
    plugins: [UNUSED],
    logLevel: 'silent',
  })
}
