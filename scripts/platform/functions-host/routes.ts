/**
 * HTTP routes as the Functions host reads them: {name}, {name?}, {name=default}, {name:int}, {*rest}.
 *
 * Matching is by segment and ignores case in literals. The most specific route wins segment by segment: literal,
 * constrained parameter, parameter, catch-all. A route whose method does not fit is as if it were not there, so that
 * two functions may share a path; when none is left the answer is 404, as the real host gives.
 */
import { type Constraint, parseConstraint } from './route-constraints.ts'

export interface Route<T> {
  readonly template: string
  readonly methods: ReadonlySet<string>
  readonly target: T
  readonly segments: readonly Segment[]
  /** Digits, one per segment; the lexically smallest is the most specific. */
  readonly precedence: string
}

export interface RouteMatch<T> {
  readonly target: T
  readonly params: Readonly<Record<string, string>>
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'parameter' | 'catchAll'
      readonly name: string
      readonly constraints: readonly Constraint[]
      readonly optional: boolean
      readonly fallback: string | undefined
    }

/** Parses one route; the template has no leading slash. */
export function parseRoute<T>(template: string, methods: readonly string[], target: T): Route<T> {
  const segments = splitTemplate(template).map((text) => parseSegment(text, template))
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1
    if (segment.kind === 'catchAll' && !last) throw new Error(`route "${template}": {*${segment.name}} must come last`)
    if (segment.kind === 'parameter' && segment.optional && !last) {
      throw new Error(`route "${template}": {${segment.name}?} must come last`)
    }
  })
  return {
    template,
    methods: new Set(methods.map((method) => method.toUpperCase())),
    target,
    segments,
    precedence: segments.map(precedenceOf).join(''),
  }
}

/** Orders routes so that the first that matches is the one to answer; two that always collide are an error. */
export function sortRoutes<T>(routes: readonly Route<T>[]): Route<T>[] {
  const seen = new Map<string, string>()
  for (const route of routes) {
    for (const method of route.methods) {
      const key = `${method} ${route.segments.map(shapeOf).join('/')}`
      const other = seen.get(key)
      if (other !== undefined) throw new Error(`routes "${other}" and "${route.template}" both answer ${method}`)
      seen.set(key, route.template)
    }
  }
  return routes.toSorted((a, b) => (a.precedence < b.precedence ? -1 : a.precedence > b.precedence ? 1 : 0))
}

/** Finds the function for a path such as "/orders/7/"; undefined is 404. Throws URIError on a broken %-escape. */
export function matchRoute<T>(routes: readonly Route<T>[], method: string, path: string): RouteMatch<T> | undefined {
  const parts = path.split('/').slice(1)
  if (parts.at(-1) === '') parts.pop()
  for (const route of routes) {
    if (!route.methods.has(method)) continue
    const params = matchSegments(route.segments, parts)
    if (params) return { target: route.target, params }
  }
  return undefined
}

function matchSegments(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const last = segments.at(-1)
  if (parts.length > segments.length && last?.kind !== 'catchAll') return undefined
  const params: Record<string, string> = {}
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index] as Segment
    const part = parts[index]
    if (segment.kind === 'literal') {
      if (part === undefined || !sameText(segment.text, part)) return undefined
      continue
    }
    const raw = segment.kind === 'catchAll' ? parts.slice(index).join('/') : part
    const value = raw === undefined || raw === '' ? segment.fallback : decodeURIComponent(raw)
    if (value === undefined) {
      if (!segment.optional) return undefined
      continue
    }
    if (!segment.constraints.every((accepts) => accepts(value))) return undefined
    params[segment.name] = value
  }
  return params
}

const sameText = (literal: string, part: string): boolean =>
  literal === part || (literal.length === part.length && literal.toLowerCase() === part.toLowerCase())

function splitTemplate(template: string): string[] {
  const trimmed = template.replace(/^\/+|\/+$/g, '')
  return trimmed === '' ? [] : trimmed.split('/')
}

const PARAMETER = /^\{(\*{0,2})([A-Za-z_][\w-]*)((?::[^{}=?]+)*)(?:(\?)|=([^{}]*))?\}$/

function parseSegment(text: string, template: string): Segment {
  if (!/[{}]/.test(text)) return { kind: 'literal', text: decodeURIComponent(text) }
  const match = PARAMETER.exec(text)
  if (!match) throw new Error(`route "${template}": the segment "${text}" is not a literal or one whole {parameter}`)
  const [, stars = '', name = '', constraints = '', question, fallback] = match
  return {
    kind: stars === '' ? 'parameter' : 'catchAll',
    name,
    constraints: constraints
      .split(':')
      .slice(1)
      .map((constraint) => parseConstraint(constraint, template)),
    optional: question !== undefined || stars !== '',
    fallback: fallback === undefined || fallback === '' ? undefined : fallback,
  }
}

function precedenceOf(segment: Segment): string {
  if (segment.kind === 'literal') return '1'
  const base = segment.kind === 'parameter' ? 3 : 5
  return String(segment.constraints.length > 0 ? base - 1 : base)
}

/** Parameters without constraints always collide, whatever their names; constraints are told apart by their text. */
function shapeOf(segment: Segment): string {
  if (segment.kind === 'literal') return segment.text.toLowerCase()
  const constraints = segment.constraints.map((one) => one.text).join(':')
  return `{${segment.kind}${segment.optional ? '?' : ''}:${constraints}}`
}
