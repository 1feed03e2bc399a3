/** Reads the tree from disk: what git would keep, tracked or not yet, as text by path. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'

/** Never ours to judge, whatever .gitignore says. */
const SKIPPED = ['.git', 'node_modules', 'dist', '.gatehouse']
/** Endings whose bytes are worth reading; other files count by name only. A name without an ending is text. */
const TEXT = /(^|\/)[^/.]+$|(^|\/)\.[^/.]+$|\.(tsx?|[cm]?js|json|css|html|md|sql|bicep|bicepparam|ya?ml|sh|toml|txt)$/

export function readTree(root: string): ReadonlyMap<string, string> {
  const ignored = readIgnored(root)
  const files = new Map<string, string>()
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (SKIPPED.includes(entry.name) || ignored(path, entry.name)) continue
      if (entry.isDirectory()) visit(path)
      else if (entry.isFile()) files.set(path, TEXT.test(path) ? readFileSync(join(root, path), 'utf8') : '')
    }
  }
  visit('')
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The patterns of the root .gitignore: names and globs, matched anywhere, or from the root when they hold a slash. */
function readIgnored(root: string): (path: string, name: string) => boolean {
  const file = join(root, '.gitignore')
  if (!existsSync(file)) return () => false
  const lines = readFileSync(file, 'utf8').split('\n')
  const patterns = lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).map((line) => line.trim())
  const negated = patterns.find((pattern) => pattern.startsWith('!'))
  if (negated !== undefined) throw new Error(`.gitignore: tidy does not read exceptions such as ${negated}; remove it`)
  return (path, name) =>
    patterns.some((pattern) => {
      const glob = pattern.replace(/\/$/, '')
      return glob.includes('/') ? matchesGlob(path, glob.replace(/^\//, '')) : matchesGlob(name, glob)
    })
}
