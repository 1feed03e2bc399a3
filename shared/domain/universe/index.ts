/**
 * Universe: which symbols are in. Staged scans of the trading day, and for every symbol that was looked at each gate it
 * was asked and why it is in or out.
 *
 * 1. Every symbol of the input comes out once, kept or dropped; it is kept exactly when every gate it was asked passed.
 * 2. Without quote, volume, history, halt flag or any price of the day the gates that need it are UNKNOWN and the
 *    symbol is out: what is missing is never replaced by a number.
 * 3. Ranks are 1, 2, 3 … by the order of the scan, the symbol breaking ties; the order of the input does not matter.
 * 4. The cut comes after the ranking: whoever is left out by it ranks behind everybody who is kept.
 * 5. Daily bars of the scanned day and later change nothing, and neither does a price made on another day.
 * 6. Loosening a threshold drops no symbol for the gate that it belongs to.
 * 7. `all` keeps nothing that `any` drops.
 * 8. The opening list holds only symbols of the premarket list, and nothing that is halted or may be.
 * 9. A universe names its source, repeats no symbol, and is refused where it is empty or larger than a scan.
 */
export { scanAfterhours } from './afterhours.ts'
export type { ScanInput } from './candidates.ts'
export { scanDayOf } from './day.ts'
export { ADV_SESSIONS, scanIntraday } from './intraday.ts'
export { finaliseWatchlist, scanPremarket } from './premarket.ts'
export { resolveUniverse, type Universe } from './resolve.ts'
