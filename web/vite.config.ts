/** Builds the dashboard into dist/web, served under /ui/ by the front door. */
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `vite dev` finds the API; the built dashboard is served from the API's own origin. */
const apiUrl = 'http://127.0.0.1:7071'
const API_PATHS = [
  '/health',
  '/router',
  '/orders',
  '/fills',
  '/positions',
  '/signals',
  '/regimes',
  '/overview',
  '/schedule',
  '/tasks',
  '/watchlist',
  '/reports',
  '/calendar',
  '/practice',
  '/backtests',
  '/docs',
  '/openapi.json',
]

/** What is built is what ships, also when a test runner that calls its own environment `test` builds it. */
const SHIPPED = {
  define: { 'process.env.NODE_ENV': '"production"' },
  oxc: { jsx: { development: false } },
  resolve: { conditions: ['module', 'browser', 'production'] },
}

const DESCRIPTIONS = /zod\/v4\/core\/json-schema-processors\.js$/
/**
 * The page checks what it reads and describes no schema, but zod carries the describing of each type along: functions
 * that are looked up when a description is asked for.
 */
const NO_DESCRIPTIONS = {
  name: 'no-descriptions',
  enforce: 'pre' as const,
  load: (id: string) => (DESCRIPTIONS.test(id) ? 'export const toJSONSchema = undefined, allProcessors = {}' : null),
}

export default defineConfig(({ command }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/ui/',
  plugins: [react(), NO_DESCRIPTIONS],
  ...(command === 'build' ? SHIPPED : {}),
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // Inlined data: URLs would need a wider content security policy.
    assetsInlineLimit: 0,
    // Every browser that runs es2023 preloads modules by itself.
    modulePreload: { polyfill: false },
    // What every page needs is one file: cut by who else uses each part of it, it is larger in sum.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'frame', tags: ['$initial'] }] } } },
  },
  server: { proxy: Object.fromEntries(API_PATHS.map((path) => [path, apiUrl])) },
}))
