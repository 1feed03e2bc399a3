/** The description as one plain page: no script, no outside resource, readable on a phone and by a screen reader. */
import { escaped } from '../../shared/base/html.ts'
import type { JsonSchema, OpenApi, Operation } from './openapi.ts'

/** Rows of nested objects shown in a table; deeper levels are in the OpenAPI file. */
const DEPTH_MAX = 4

export function docsPage(api: OpenApi): string {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const links = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="#${operation.operationId}"><code>${method} ${escaped(path)}</code></a></li>`,
  )
  const sections = operations.map(({ path, method, operation }) => sectionOf(path, method, operation))
  const title = escaped(api.info.title)
  const version = escaped(api.info.version)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} API ${version}</title><style>${STYLE}</style></head><body><main>
<h1>${title} API <small>${version}</small></h1><p>${escaped(api.info.description)}</p>
<p>Machine-readable: <a href="/openapi.json">openapi.json</a>. Dashboard: <a href="/ui/">/ui/</a>.</p>
<nav aria-label="Endpoints"><ul>${links.join('')}</ul></nav>${sections.join('')}</main></body></html>`
}

function sectionOf(path: string, method: string, operation: Operation): string {
  const roles = operation['x-roles'].join(' or ') || 'everybody'
  const parameters = operation.parameters.map((parameter) =>
    rowOf({ name: parameter.name, where: parameter.in, required: parameter.required, schema: parameter.schema }),
  )
  const body = operation.requestBody?.content['application/json']?.schema as JsonSchema | undefined
  const answer = operation.responses['200']?.content?.['application/json']?.schema as JsonSchema | undefined
  const statuses = Object.entries(operation.responses).map(
    ([status, { description }]) => `<li><code>${status}</code> ${escaped(description)}</li>`,
  )
  return `<section id="${operation.operationId}"><h2><code>${method} ${escaped(path)}</code></h2>
<p>${escaped(operation.summary)} <em>May call: ${roles}.</em></p>
${tableOf('Parameters', parameters)}${tableOf('Body', body ? rowsOf(body, '', 0, 'body') : [])}
${tableOf('Answer', answer ? rowsOf(answer, '', 0, 'answer') : [])}
<h3>Status</h3><ul>${statuses.join('')}</ul></section>`
}

const tableOf = (title: string, rows: readonly string[]): string =>
  rows.length === 0
    ? ''
    : `<h3>${title}</h3><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr>${HEAD.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`

const HEAD = ['Name', 'In', 'Required', 'Type']

function rowsOf(schema: JsonSchema, prefix: string, depth: number, where: string): string[] {
  if (depth > DEPTH_MAX) return []
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const required = schema.required?.includes(name) ?? false
    const items = property.items as JsonSchema | undefined
    const nested = property.properties ? property : items?.properties ? items : null
    const label = `${prefix}${name}${items ? '[]' : ''}`
    const inner = nested ? rowsOf(nested, `${label}.`, depth + 1, where) : []
    return [rowOf({ name: label, where, required: required && !('default' in property), schema: property }), ...inner]
  })
}

interface FieldRow {
  readonly name: string
  readonly where: string
  readonly required: boolean
  readonly schema: JsonSchema
}

const rowOf = ({ name, where, required, schema }: FieldRow): string =>
  `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${where}</td><td>${required ? 'yes' : 'no'}</td>
<td>${escaped(typeOf(schema))}</td></tr>`

function typeOf(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(' | ')
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as JsonSchema[]).map(typeOf).join(' or ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'minLength', 'maxLength', 'pattern', 'default']
    .filter((keyword) => schema[keyword] !== undefined && Math.abs(Number(schema[keyword])) !== Number.MAX_SAFE_INTEGER)
    .map(
      (keyword) =>
        `${keyword} ${typeof schema[keyword] === 'object' ? JSON.stringify(schema[keyword]) : String(schema[keyword])}`,
    )
  return [schema.type === 'null' ? 'null (UNKNOWN)' : (schema.type ?? 'any'), ...bounds].join(', ')
}

const STYLE = `
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:0}
main{max-width:60rem;margin:auto;padding:1rem}
h1 small{font-weight:400;opacity:.7}
h2{margin-top:3rem;border-top:1px solid #8886;padding-top:1rem;overflow-wrap:anywhere}
code{font-family:ui-monospace,monospace}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8883;vertical-align:top;font-weight:400}
.scroll{overflow-x:auto}
nav ul{columns:20rem;padding-left:1rem}`
