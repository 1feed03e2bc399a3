/** The run form: its values, what they become on the wire, and what is wrong with them, field by field. */
import { routeRequestSchema } from '../../../shared/contracts/api/router.ts'
import { type Book, isSimulated } from '../../../shared/contracts/books.ts'
import { decodeWire, type FieldError, snakeOf } from '../../../shared/contracts/wire.ts'

/** What the form holds: texts as typed, switches as set. Empty text means "not said". */
export interface RunForm {
  readonly symbol: string
  readonly start: string
  readonly end: string
  readonly strategy: string
  readonly offlineMode: boolean
  readonly publishOrders: boolean
  readonly executeOrders: boolean
  readonly killSwitchActive: boolean
  readonly killSwitchReason: string
  readonly killSwitchNotional: string
  readonly book: string
  readonly side: string
  readonly minNotional: string
  readonly maxNotional: string
  readonly dalVendor: string
  readonly dalInterval: string
  readonly useProbabilistic: boolean
  readonly params: string
}

export const EMPTY_FORM: RunForm = {
  symbol: 'AAPL',
  start: '2025-01-02',
  end: '',
  strategy: 'breakout',
  offlineMode: true,
  publishOrders: false,
  executeOrders: false,
  killSwitchActive: false,
  killSwitchReason: '',
  killSwitchNotional: '',
  book: '',
  side: 'buy',
  minNotional: '',
  maxNotional: '',
  dalVendor: '',
  dalInterval: '1Day',
  useProbabilistic: true,
  params: '',
}

/** The runbook's smoke: offline, published, not executed. */
export const SMOKE_FORM: RunForm = { ...EMPTY_FORM, publishOrders: true }

/** Fields behind the "More" fold; an error in one of them opens it. */
export const FOLDED_FIELDS: readonly (keyof RunForm)[] = [
  'book',
  'side',
  'minNotional',
  'maxNotional',
  'dalVendor',
  'dalInterval',
  'useProbabilistic',
  'params',
]

export type RunRequest =
  | { readonly kind: 'ready'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }

/** A day alone means its midnight in UTC, as the runbook writes it. */
const instantText = (text: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)

/** Text that is no number stays text, so that the schema names the field. */
const numberOrText = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text)

function paramsOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The wire body of the form. Everything the schema refuses is told at once, in wire names. */
export function requestOf(form: RunForm): RunRequest {
  const body: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(form)) {
    const said = typeof value === 'string' ? value.trim() : value
    if (said === '') continue
    body[snakeOf(name)] = said
  }
  if (typeof body.start === 'string') body.start = instantText(body.start)
  if (typeof body.end === 'string') body.end = instantText(body.end)
  for (const name of ['min_notional', 'max_notional', 'kill_switch_notional']) {
    if (typeof body[name] === 'string') body[name] = numberOrText(body[name])
  }
  if (typeof body.params === 'string') {
    const params = paramsOf(body.params)
    if (params === null || typeof params !== 'object' || Array.isArray(params)) {
      return {
        kind: 'invalid',
        errors: [{ field: 'params', message: 'is not a JSON object, such as {"roc_lookback": 60}' }],
      }
    }
    body.params = params
  }
  const decoded = decodeWire(routeRequestSchema, body)
  return decoded.kind === 'invalid' ? decoded : { kind: 'ready', body }
}

/** The book a run will be written to, as the API decides it when none is given. */
export function bookOf(form: RunForm): Book {
  if (form.book !== '') return form.book as Book
  return form.offlineMode ? 'smoke' : 'paper'
}

/** What pressing Run will do and will not undo, one sentence each. Empty when the run only decides. */
export function consequencesOf(form: RunForm): readonly string[] {
  if (!form.publishOrders) return []
  const book = bookOf(form)
  const money = isSimulated(book) ? 'simulated money' : book === 'live' ? 'real money' : 'a paper account'
  const fate = form.executeOrders
    ? `The order consumer hands it to the broker of book ${book} (${money}), which may fill it at once.`
    : 'The order consumer stores it as an intent; no broker gets it.'
  return [
    `If every gate passes, one order intent is published to exec.orders in book ${book}.`,
    fate,
    'A published intent cannot be called back from here.',
    'Orders that are already working stay as they are.',
  ]
}

/** Which fields of a set of errors the form has; the rest is told above the form. */
export function isFormField(field: string): boolean {
  return Object.keys(EMPTY_FORM).some((name) => field === snakeOf(name) || field.startsWith(`${snakeOf(name)}.`))
}

/** The message at one field, with nested names such as `params.roc_lookback` told at `params`. */
export function errorAt(errors: readonly FieldError[], field: keyof RunForm): string | null {
  const name = snakeOf(field)
  const own = errors.filter((error) => error.field === name || error.field.startsWith(`${name}.`))
  if (own.length === 0) return null
  return own.map((error) => (error.field === name ? error.message : `${error.field} ${error.message}`)).join('; ')
}
