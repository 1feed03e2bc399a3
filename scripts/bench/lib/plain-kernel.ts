/** The bound of the sweep engine's orders: the same orders and records from one loop that can do nothing else. */

export interface KernelCosts {
  readonly spreadBps: number
  readonly slippageBps: number
  readonly feePct: number
}

/** Columns of orders that fill one each: fill n belongs to intent n. */
export const kernelColumns = (rows: number) => ({
  intentSymbol: new Int32Array(rows),
  intentBar: new Int32Array(rows),
  intentKind: new Uint8Array(rows),
  intentSide: new Int8Array(rows),
  intentQty: new Float64Array(rows),
  intentOutcome: new Uint8Array(rows),
  fillIntent: new Int32Array(rows),
  fillBar: new Int32Array(rows),
  fillQty: new Float64Array(rows),
  fillPrice: new Float64Array(rows),
  fillFee: new Float64Array(rows),
  fillCost: new Float64Array(rows),
  equityMicros: new Float64Array(rows),
})
export type KernelColumns = ReturnType<typeof kernelColumns>

/** Added and taken away again it leaves the nearest whole number. */
const WHOLE = 6_755_399_441_055_744
const [ENTRY, EXIT, FILLED] = [0, 1, 0]

/** Buys on even bars with everything and sells on odd ones, each at the next open. Gives the number of orders. */
export function runKernel(price: Float64Array, startMicros: number, costs: KernelCosts, to: KernelColumns): number {
  const { intentSymbol, intentBar, intentKind, intentSide, intentQty, intentOutcome, equityMicros } = to
  const { fillIntent, fillBar, fillQty, fillPrice, fillFee, fillCost } = to
  const feeRate = costs.feePct / 100
  const halfSpread = costs.spreadBps / 2
  let cash = startMicros
  let shares = 0
  equityMicros[0] = cash
  for (let bar = 1; bar < price.length; bar += 1) {
    const order = bar - 1
    const usd = price[bar] as number
    const mark = usd * 1_000_000 + WHOLE - WHOLE
    const direction = (order & 1) === 0 ? 1 : -1
    const away = usd * 100 * halfSpread + usd * 100 * costs.slippageBps
    const cents = (usd * 1_000_000 + direction * (away + 4_999.5)) * 0.0001 + WHOLE - WHOLE
    const micros = Math.max(10_000, cents * 10_000)
    const qty = direction > 0 ? Math.floor(cash / (micros + micros * feeRate)) : shares
    const fee = qty * micros * feeRate + WHOLE - WHOLE
    cash -= direction * qty * micros + fee
    shares = direction > 0 ? qty : 0
    intentSymbol[order] = 0
    intentBar[order] = order
    intentKind[order] = direction > 0 ? ENTRY : EXIT
    intentSide[order] = direction
    intentQty[order] = qty
    intentOutcome[order] = FILLED
    fillIntent[order] = order
    fillBar[order] = bar
    fillQty[order] = qty
    fillPrice[order] = micros
    fillFee[order] = fee
    fillCost[order] = Math.abs(micros - mark) * qty
    equityMicros[bar] = cash + shares * mark
  }
  return price.length - 1
}
