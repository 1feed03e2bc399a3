/**
 * Completes the lock file with the optional packages of other platforms.
 *
 * A registry that does not carry a platform's package leaves it out of the lock, and `npm ci` then refuses the lock on
 * every platform. The entry needs the version and the platform only: npm skips what does not fit the machine.
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [name: string]: unknown
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64']

/** The optional packages that the lock names but does not hold. Exact versions only; others are left to npm. */
export function missingEntries(packages: Readonly<Record<string, LockEntry>>): Record<string, LockEntry> {
  const missing: Record<string, LockEntry> = {}
  for (const { dev, optionalDependencies = {} } of Object.values(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const words = name.split(/[/-]/)
      const os = SYSTEMS.find((system) => words.includes(system))
      const cpu = PROCESSORS.find((processor) => words.includes(processor))
      const path = `node_modules/${name}`
      if (!os || !cpu || path in packages || !/^\d+\.\d+\.\d+$/.test(version)) continue
      const musl = words.some((word) => word.startsWith('musl'))
      const libc = os !== 'linux' ? {} : { libc: [musl ? 'musl' : 'glibc'] }
      missing[path] = { version, cpu: [cpu], ...(dev ? { dev } : {}), ...libc, optional: true, os: [os] }
    }
  }
  return missing
}

/** Writes the completed lock; returns the names that were added. */
export function completeLock(file: string): string[] {
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockEntry> }
  const missing = missingEntries(lock.packages)
  const sorted = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  return Object.keys(missing)
}
