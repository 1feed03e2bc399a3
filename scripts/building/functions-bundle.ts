/** The Functions app as one entry and lazily loaded chunks: what a cold start reads is what it uses. */
import { join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'

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
 * Packages that the SDKs bring for what is not done here; a caller who would do it is told. The storage SDK can read a
 * list of blobs as an Arrow table (240 KB), where lists are asked for as XML, and check blobs by CRC-64 (81 KB), which
 * nobody asks of it; the identity SDK can log in with a certificate (45 KB), where a managed identity or the Azure CLI
 * logs in.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'apache-arrow': 'export const tableFromIPC = absent',
  './crc64.js': 'export default absent',
  jsonwebtoken: 'export default { sign: absent }',
}
const NOT_BUNDLED: Plugin = {
  name: 'not-bundled',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(apache-arrow|jsonwebtoken|\.\/crc64\.js)$/ }, ({ path }) => ({
      path,
      namespace: 'not-bundled',
    }))
    onLoad({ filter: /.*/, namespace: 'not-bundled' }, ({ path }) => ({
      contents: `const absent = () => { throw new Error('${path} is not in the bundle') }; ${LEFT_OUT[path]}`,
    }))
  },
}

/** The package's modules instead of its CommonJS form, so that what nobody asks for is left out. */
const YAML_MODULES: Plugin = {
  name: 'yaml-modules',
  setup: ({ onResolve }) => {
    const file = join(import.meta.dirname, '../../node_modules/yaml/browser/dist/index.js')
    onResolve({ filter: /^yaml$/ }, () => ({ path: file }))
  },
}

/** Writes the version of this build where the source has the project's. */
const versioned = (version: string): Plugin => ({
  name: 'versioned',
  setup: ({ onLoad }) => {
    const contents = `export const VERSION = ${JSON.stringify(version)}`
    onLoad({ filter: /\/shared\/config\/version\.ts$/ }, () => ({ contents }))
  },
})

/** What Node programs of ours have in common when they are bundled. */
export const NODE_PROGRAM = {
  bundle: true,
  format: 'esm',
  platform: 'node', // its default order of package fields; with "module" first pg does not load
  target: 'node22',
  minify: true,
  legalComments: 'none',
  banner: { js: BANNER },
  external: ['@azure/functions-core', 'pg-native'],
  plugins: [NATIVE_SHA256, NOT_BUNDLED, YAML_MODULES],
  logLevel: 'silent',
} as const satisfies BuildOptions

/** Bundles the entry module into outDir, as that version; throws with the compiler's own words. */
export async function bundleFunctions(entry: string, outDir: string, version: string): Promise<void> {
  await build({
    ...NODE_PROGRAM,
    plugins: [...NODE_PROGRAM.plugins, versioned(version)],
    external: [...NODE_PROGRAM.external],
    entryPoints: { main: entry },
    outdir: outDir,
    // Names of chunks carry a hash over paths as seen from here: not from wherever the build was started.
    absWorkingDir: join(import.meta.dirname, '../..'),
    chunkNames: join('chunks', '[name]-[hash]'),
    splitting: true,
  })
}
