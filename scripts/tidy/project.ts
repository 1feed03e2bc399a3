/**
 * The tree as the laws see it: every file's text once, every TypeScript file parsed once.
 *
 * Laws are pure functions of a project, so a test can hand them a tree of three files that never touched a disk.
 */
import { posix } from 'node:path'
import { readSource, type Source } from './source.ts'

export interface Violation {
  /** Path from the root, with forward slashes. */
  readonly path: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1; told where the line alone does not lead to the fault. */
  readonly column?: number
  /** What is wrong and what to do instead. */
  readonly message: string
}

export interface Law<Subject = Project> {
  readonly name: string
  /** One sentence for `--help`. */
  readonly says: string
  readonly check: (subject: Subject) => readonly Violation[]
}

export interface Project {
  /** Text by path; empty for files that are not text. */
  readonly files: ReadonlyMap<string, string>
  /** Parsed TypeScript by path. */
  readonly sources: ReadonlyMap<string, Source>
}

/** A project of files given by path; the paths are relative to the root and use forward slashes. */
export function projectOf(files: ReadonlyMap<string, string>): Project {
  const sources = new Map<string, Source>()
  for (const [path, text] of files) if (/\.tsx?$/.test(path)) sources.set(path, readSource(path, text))
  return { files, sources }
}

/** The path a relative import leads to, without its query; null for packages. It need not exist. */
export function targetOf(from: string, specifier: string): string | null {
  if (!/^\.{1,2}\//.test(specifier)) return null
  return posix.join(posix.dirname(from), specifier.replace(/[?#].*$/, ''))
}

/** Tests and the files that serve tests alone: `x.test.ts`, `testing.ts` and everything in a folder `testing`. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /(^|\/)testing(\/|\.tsx?$)/.test(path)
}

/** The parts of the tree that ship. */
export function isProduct(path: string): boolean {
  return /^(functions|shared|web)\//.test(path) && !isTest(path)
}
