/** A copy of the project as `npm ci` leaves it: sources, packages, and nothing built, kept or compiled. */
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../build.ts'

const NOT_COPIED = new Set(['.git', '.gatehouse', 'node_modules', 'dist'])
const PACKAGES = 'node_modules'
/** What tools keep among the packages; a fresh install has none of it. */
const CACHES = /^\.(cache|vite|tmp)/

/** Copies the sources and links each package; whatever is cached among the packages stays behind. */
export function copyCheckout(dir: string): void {
  for (const name of readdirSync(PROJECT_ROOT)) {
    if (!NOT_COPIED.has(name)) cpSync(join(PROJECT_ROOT, name), join(dir, name), { recursive: true })
  }
  mkdirSync(join(dir, PACKAGES))
  for (const name of readdirSync(join(PROJECT_ROOT, PACKAGES))) {
    if (!CACHES.test(name)) symlinkSync(join(PROJECT_ROOT, PACKAGES, name), join(dir, PACKAGES, name))
  }
}
