/** Small trees that break one law each, beside a twin that keeps it. */
import { CODE_CASES } from './code-cases.ts'
import { IMPORT_CASES } from './import-cases.ts'
import { TREE_CASES } from './tree-cases.ts'

export type Tree = Readonly<Record<string, string>>

export interface Case {
  readonly law: string
  readonly claim: string
  readonly broken: Tree
  /** Where the law must speak in the broken tree, as `path:line`, in order. */
  readonly at: readonly string[]
  readonly clean: Tree
}

export const CASES: readonly Case[] = [...IMPORT_CASES, ...CODE_CASES, ...TREE_CASES]
