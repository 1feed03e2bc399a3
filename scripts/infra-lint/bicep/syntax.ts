/** What a Bicep file says, as plain data: its declarations, their types and expressions, each with its line. */

export type Expression = { readonly line: number } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'object'; readonly properties: readonly Property[]; readonly resources: readonly Resource[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string; readonly access: Access }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[] }
  | { readonly kind: 'choice'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }
  | { readonly kind: 'for'; readonly loop: Loop; readonly body: Expression }
  | { readonly kind: 'if'; readonly condition: Expression; readonly body: Expression }
)

/** `.` asks for a member that is there, `.?` for one that may be, `::` for a nested resource. */
export type Access = '.' | '.?' | '::'

export interface Property {
  readonly key: Expression
  readonly value: Expression
  readonly line: number
}

export interface Loop {
  readonly item: string
  readonly index: string | null
  readonly over: Expression
}

export type Type = { readonly line: number } & (
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'optional'; readonly of: Type }
  | { readonly kind: 'union'; readonly options: readonly Type[] }
  | { readonly kind: 'record'; readonly fields: readonly TypeField[] }
)

export interface TypeField {
  /** `*` stands for every other name. */
  readonly name: string
  readonly type: Type
}

export interface Decorator {
  readonly name: string
  readonly args: readonly Expression[]
  readonly line: number
}

interface Declared {
  readonly name: string
  readonly line: number
  readonly decorators: readonly Decorator[]
}

export interface Parameter extends Declared {
  readonly kind: 'param'
  readonly type: Type
  readonly fallback: Expression | null
}

export interface Resource extends Declared {
  readonly kind: 'resource'
  /** `Microsoft.Web/sites@2025-03-01`; a nested resource may name its last part alone. */
  readonly type: string
  readonly isExisting: boolean
  readonly body: Expression
}

export interface Module extends Declared {
  readonly kind: 'module'
  readonly file: string
  readonly body: Expression
}

export interface Import extends Declared {
  readonly kind: 'import'
  readonly file: string
  /** The name in the other file; `*` takes everything under this name. */
  readonly original: string
}

export type Declaration =
  | Parameter
  | Resource
  | Module
  | Import
  | (Declared & { readonly kind: 'var'; readonly value: Expression })
  | (Declared & { readonly kind: 'output'; readonly type: Type; readonly value: Expression })
  | (Declared & { readonly kind: 'type'; readonly type: Type })
  | (Declared & {
      readonly kind: 'func'
      readonly parameters: readonly { readonly name: string; readonly type: Type }[]
      readonly returns: Type
      readonly value: Expression
    })
  | (Declared & { readonly kind: 'note'; readonly value: Expression })

/** A place in a text where it stops being Bicep. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault'
  readonly line: number
  readonly column: number

  constructor(message: string, line: number, column: number) {
    super(message)
    this.line = line
    this.column = column
  }
}

/** A file that parses. */
export interface BicepFile {
  readonly path: string
  readonly text: string
  readonly declarations: readonly Declaration[]
}
