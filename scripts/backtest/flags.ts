/** Flags of parameters, kept for those who know them, and `--param` for the parameters of any strategy. */
import { UsageError } from '../lib/desk.ts'
import { paramPair } from '../lib/param-pair.ts'

/** A flag and the parameter that it sets. */
const NUMBERS = {
  lookback: 'lookback',
  ema: 'ema_fast',
  atr: 'atr_len',
  'atr-mult': 'atr_mult',
  'hold-bars': 'hold_bars',
  'breakout-buffer-pct': 'breakout_buffer_pct',
  'min-break-valid': 'min_break_valid',
} as const
const TEXTS = { 'entry-price': 'entry_price' } as const
/** Set by the flag, and unset by the one with `no-`. */
const SWITCHES = {
  'use-ema-filter': ['use_ema_filter', true],
  'no-ema-filter': ['use_ema_filter', false],
  'exit-on-ema-break': ['exit_on_ema_break', true],
  'no-exit-on-ema-break': ['exit_on_ema_break', false],
  'confirm-with-high': ['confirm_with_high', true],
  'no-confirm-with-high': ['confirm_with_high', false],
  'use-close-breakout': ['use_close_for_breakout', true],
  'enter-on-break-bar': ['enter_on_break_bar', true],
} as const

const option = <Names extends string, Type extends 'string' | 'boolean'>(names: Record<Names, unknown>, type: Type) =>
  Object.fromEntries(Object.keys(names).map((name) => [name, { type }])) as Record<Names, { readonly type: Type }>

export const PARAM_OPTIONS = {
  ...option(NUMBERS, 'string'),
  ...option(TEXTS, 'string'),
  ...option(SWITCHES, 'boolean'),
  param: { type: 'string', multiple: true },
} as const

type Given = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

/** The number that a flag was given. */
export function numberFlag(flag: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${flag} ${text} is not a number`)
  return value
}

/** The flags by which parameters were set, for messages: `params.ema_fast` was `--ema 20`. */
export interface GivenParams {
  readonly params: Readonly<Record<string, unknown>>
  readonly flagOf: ReadonlyMap<string, string>
}

export function paramsOf(values: Given): GivenParams {
  const params: Record<string, unknown> = {}
  const flagOf = new Map<string, string>()
  const set = (name: string, value: unknown, flag: string): void => {
    const before = flagOf.get(name)
    if (before !== undefined) throw new UsageError(`${flag} sets ${name} a second time, after ${before}`)
    params[name] = value
    flagOf.set(name, flag)
  }
  for (const [flag, name] of Object.entries(NUMBERS)) {
    const text = values[flag]
    if (typeof text === 'string') set(name, numberFlag(flag, text), `--${flag} ${text}`)
  }
  for (const [flag, name] of Object.entries(TEXTS)) {
    const text = values[flag]
    if (typeof text === 'string') set(name, text, `--${flag} ${text}`)
  }
  for (const [flag, [name, value]] of Object.entries(SWITCHES)) if (values[flag]) set(name, value, `--${flag}`)
  for (const pair of [values.param ?? []].flat()) {
    const [name, value] = paramPair(String(pair))
    set(name, value, `--param ${pair}`)
  }
  return { params, flagOf }
}
