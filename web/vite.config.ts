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
  '/docs',
  '/openapi.json',
]

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/ui/',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // Inlined data: URLs would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: Object.fromEntries(API_PATHS.map((path) => [path, apiUrl])) },
})
