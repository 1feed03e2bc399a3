/** Plain data as a Bicep literal, one entry a line. Names of fields must be Bicep names. */
export function bicepOf(data: unknown, indent: string): string {
  if (typeof data === 'string') return `'${escaped(data)}'`
  if (typeof data !== 'object' || data === null) return String(data)
  const inner = `${indent}  `
  const entries = Array.isArray(data)
    ? data.map((item) => bicepOf(item, inner))
    : Object.entries(data).map(([name, value]) => `${name}: ${bicepOf(value, inner)}`)
  if (entries.length === 0) return Array.isArray(data) ? '[]' : '{}'
  const [open, close] = Array.isArray(data) ? '[]' : '{}'
  return `${open}\n${entries.map((entry) => `${inner}${entry}\n`).join('')}${indent}${close}`
}

function escaped(text: string): string {
  const quoted = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('$', '\\$')
  return quoted.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
}
