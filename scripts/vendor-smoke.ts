/** `npm run vendor-smoke`: do the vendors of bars deliver, how old, with what gaps, what does the wall set aside? */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileSource } from '../shared/adapters/vendors/file/file-source.ts'
import { createSyntheticSource } from '../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { DAY_MS, type Instant } from '../shared/base/instant.ts'
import { encodeWire } from '../shared/contracts/wire.ts'
import { UsageError } from './lib/desk.ts'
import { readOptions } from './lib/read-options.ts'
import { faultOf } from './lib/tell-fault.ts'
import { textTable } from './lib/text-table.ts'
import { writeWhole } from './lib/write-whole.ts'
import { type Checked, checkVendor, type VendorReport, vendorReportSchema } from './vendor-smoke/check.ts'
import { PLANTED_ROWS, writeBars } from './vendor-smoke/generated-folder.ts'

const HELP = `Asks each vendor of bars for the daily bars of a few symbols and judges what comes.

  npm run vendor-smoke [-- --data <folder>] [--symbols SPY,AAPL] [--json] [--out vendors.json]

  --data     folder of the file vendor (default: a small one made for the purpose, with a row that the wall must refuse)
  --symbols  which symbols, at most 20 (default SPY,AAPL; with --data the first five of the folder)
  --json     prints the report as JSON in place of the table
  --out      writes the report as JSON to this file too

There is no vendor over the network in this version: the vendors are file and synthetic.
Exit code: 0 all passed, 1 a check failed, 2 something to put right in the call.`

const SYMBOLS_MAX = 20
const FOLDER_SYMBOLS = 5
const WINDOW_MS = 60 * DAY_MS
/** The calendar begins in 1998; bars from before it are nobody's to judge. */
const CALENDAR_FROM = Date.UTC(1998, 0, 1)

const text = { type: 'string' } as const
const OPTIONS = {
  ...{ data: text, symbols: text, out: text },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

function symbolsOf(given: string | undefined): readonly string[] | null {
  if (given === undefined) return null
  const symbols = given.split(',').map((symbol) => symbol.trim().toUpperCase())
  if (symbols.length <= SYMBOLS_MAX && symbols.every((symbol) => /^[A-Z][A-Z0-9.-]{0,14}$/.test(symbol))) return symbols
  throw new UsageError(`--symbols is ${given}; give at most ${SYMBOLS_MAX} symbols with commas between them`)
}

async function checkSynthetic(symbols: readonly string[], now: Instant): Promise<Checked[]> {
  const wanted = { from: now - WINDOW_MS, whole: true, gapsMax: 0, quarantined: { exactly: 0 } }
  return await Promise.all(symbols.map((symbol) => checkVendor(createSyntheticSource(), symbol, wanted, now)))
}

async function checkFolder(dir: string, symbols: readonly string[] | null, now: Instant): Promise<Checked[]> {
  const source = createFileSource({ dir })
  const wanted = { from: CALENDAR_FROM, whole: false, gapsMax: 0.01, quarantined: { shareMax: 0.01 } }
  const named = symbols ?? (await source.listSymbols()).slice(0, FOLDER_SYMBOLS)
  if (named.length === 0) throw new UsageError(`--data ${dir} has no bar files; see README.md for their names`)
  return await Promise.all(named.map((symbol) => checkVendor(source, symbol, wanted, now)))
}

async function checkGenerated(symbols: readonly string[], now: Instant): Promise<Checked[]> {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-vendor-smoke-'))
  try {
    const from = now - WINDOW_MS
    for (const symbol of symbols) {
      const answer = await createSyntheticSource().fetch({ symbol, interval: '1Day', from, to: now })
      writeBars(dir, symbol, answer.kind === 'bars' ? answer.bars : [])
    }
    const wanted = { from, whole: true, gapsMax: 0, quarantined: { exactly: PLANTED_ROWS } }
    const source = createFileSource({ dir })
    return await Promise.all(symbols.map((symbol) => checkVendor(source, symbol, wanted, now)))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function tableOf({ checks }: VendorReport): string {
  const rows = checks.map((one) => [
    ...[one.status === 'failed' ? 'FAILED' : one.status, one.vendor, one.symbol, `${one.rows} rows`],
    ...[`last ${one.lastDay ?? 'UNKNOWN'}`, `${one.sessionsBehind ?? 'UNKNOWN'} behind`, `${one.gaps} gaps`],
    ...[`${one.quarantined} set aside`, `${one.latencyMs} ms`],
  ])
  const faults = checks
    .filter(({ status }) => status === 'failed')
    .map(({ vendor, symbol, criterion, seen }) => `${vendor} ${symbol}\n  wanted  ${criterion}\n  saw     ${seen}`)
  return [textTable(rows), ...faults, 'no vendor over the network in this version'].join('\n\n')
}

async function main(args: readonly string[], now: Instant): Promise<number> {
  const given = readOptions(args, OPTIONS)
  if (given.help) {
    console.log(HELP)
    return 0
  }
  const named = symbolsOf(given.symbols)
  const symbols = named ?? ['SPY', 'AAPL']
  const folder = given.data === undefined ? checkGenerated(symbols, now) : checkFolder(given.data, named, now)
  const checks = [...(await folder), ...(await checkSynthetic(symbols, now))]
  const report = { asOf: now, ok: checks.every(({ status }) => status === 'passed'), liveVendors: [], checks }
  const json = JSON.stringify(encodeWire(vendorReportSchema, report), null, 2)
  if (given.out !== undefined) writeWhole(given.out, `${json}\n`)
  console.log(given.json ? json : tableOf(report))
  return report.ok ? 0 : 1
}

try {
  process.exitCode = await main(process.argv.slice(2), Date.now())
} catch (error) {
  const fault = faultOf(error)
  console.error(fault.text)
  process.exitCode = fault.code
}
