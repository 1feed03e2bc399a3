/** Every expression and every type of a file, without evaluating any. */
import type { Declaration, Expression, Resource, Type } from './syntax.ts'

export function expressionsIn(declarations: readonly Declaration[]): readonly Expression[] {
  const found: Expression[] = []
  for (const declaration of declarations) {
    for (const { args } of declaration.decorators) for (const arg of args) collect(arg, found)
    if (declaration.kind === 'param' && declaration.fallback !== null) collect(declaration.fallback, found)
    if (declaration.kind === 'resource' || declaration.kind === 'module') collect(declaration.body, found)
    if ('value' in declaration) collect(declaration.value, found)
  }
  return found
}

export function typesIn(declarations: readonly Declaration[]): readonly Type[] {
  return declarations.flatMap((declaration) => {
    const own = 'type' in declaration && typeof declaration.type === 'object' ? [declaration.type] : []
    const inner =
      declaration.kind === 'func' ? [declaration.returns, ...declaration.parameters.map(({ type }) => type)] : []
    return [...own, ...inner].flatMap(partsOf)
  })
}

/** A type and everything that it is made of. */
export function partsOf(type: Type): readonly Type[] {
  if (type.kind === 'list' || type.kind === 'optional') return [type, ...partsOf(type.of)]
  if (type.kind === 'union') return [type, ...type.options.flatMap(partsOf)]
  return type.kind === 'record' ? [type, ...type.fields.flatMap((field) => partsOf(field.type))] : [type]
}

function collect(expression: Expression, found: Expression[]): void {
  found.push(expression)
  for (const child of childrenOf(expression)) collect(child, found)
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return []
    case 'text':
      return expression.parts.filter((part) => typeof part !== 'string')
    case 'object': {
      const nested = (resource: Resource): readonly Expression[] => [resource.body]
      return [
        ...expression.properties.flatMap(({ key, value }) => [key, value]),
        ...expression.resources.flatMap(nested),
      ]
    }
    case 'array':
      return expression.items
    case 'member':
      return [expression.object]
    case 'index':
      return [expression.object, expression.index]
    case 'call':
      return [expression.callee, ...expression.args]
    case 'choice':
      return [expression.condition, expression.yes, expression.no]
    case 'binary':
      return [expression.left, expression.right]
    case 'unary':
      return [expression.operand]
    case 'lambda':
      return [expression.body]
    case 'for':
      return [expression.loop.over, expression.body]
    case 'if':
      return [expression.condition, expression.body]
  }
}
