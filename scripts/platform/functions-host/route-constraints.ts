/** The constraints a route parameter may carry, such as {id:int} or {name:length(3,8)}. */
export interface Constraint {
  (value: string): boolean
  readonly text: string
}

const INT32 = 2 ** 31
const INT64 = 2n ** 63n
const GUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

const plain: Readonly<Record<string, (value: string) => boolean>> = {
  int: (value) => /^-?\d+$/.test(value) && Number(value) >= -INT32 && Number(value) < INT32,
  long: (value) => /^-?\d{1,19}$/.test(value) && BigInt(value) >= -INT64 && BigInt(value) < INT64,
  bool: (value) => /^(true|false)$/i.test(value),
  guid: (value) => GUID.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  decimal: (value) => /^-?\d+(\.\d+)?$/.test(value),
  double: (value) => value.trim() !== '' && Number.isFinite(Number(value)),
  float: (value) => value.trim() !== '' && Number.isFinite(Number(value)),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  required: (value) => value !== '',
}

const numbered: Readonly<Record<string, (value: string, first: number, second: number | undefined) => boolean>> = {
  min: (value, least) => /^-?\d+$/.test(value) && Number(value) >= least,
  max: (value, most) => /^-?\d+$/.test(value) && Number(value) <= most,
  range: (value, least, most = least) => /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
  minlength: (value, least) => value.length >= least,
  maxlength: (value, most) => value.length <= most,
  length: (value, least, most = least) => value.length >= least && value.length <= most,
}

export function parseConstraint(text: string, template: string): Constraint {
  const simple = plain[text.toLowerCase()]
  if (simple) return Object.assign((value: string) => simple(value), { text })
  const [, name = '', first = '', second] = /^(\w+)\((-?\d+)(?:,(-?\d+))?\)$/.exec(text) ?? []
  const check = numbered[name.toLowerCase()]
  if (check) {
    const bounds = [Number(first), second === undefined ? undefined : Number(second)] as const
    return Object.assign((value: string) => check(value, ...bounds), { text })
  }
  const known = [...Object.keys(plain), ...Object.keys(numbered).map((one) => `${one}(n)`)]
  throw new Error(`route "${template}": the constraint "${text}" is not known; use one of ${known.join(', ')}`)
}
