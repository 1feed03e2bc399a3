/** Shapes a few prices for a line that is as small as a word. */
import { clockText, newYorkOf } from '../format/age.ts'
import { barPriceText, percentText } from '../format/number.ts'

/** Room kept above and below the line, so that its stroke is whole. */
const MARGIN_PX = 2

/** The points of an SVG polyline, oldest price at the left; prices that do not move lie in the middle. */
export function sparklinePoints(prices: readonly number[], width: number, height: number): string {
  const low = Math.min(...prices)
  const span = Math.max(...prices) - low
  const inner = height - 2 * MARGIN_PX
  return prices
    .map((price, index) => {
      const x = (index / Math.max(1, prices.length - 1)) * width
      const y = span === 0 ? height / 2 : MARGIN_PX + (1 - (price - low) / span) * inner
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}

/** A sentence for those who do not see the line. */
export function sparklineSummary(
  symbol: string,
  prices: readonly { readonly at: number; readonly price: number }[],
): string {
  const first = prices[0]
  const last = prices.at(-1)
  if (!first || !last) return `${symbol}: no prices.`
  const change = first.price === 0 ? '' : `, ${signed(last.price / first.price - 1)}`
  const span = `from ${barPriceText(first.price)} to ${barPriceText(last.price)}${change}`
  return `${symbol}: ${prices.length} prices ${span}, until ${newYorkOf(last.at).day} ${clockText(last.at)} ET.`
}

const signed = (fraction: number): string => `${fraction > 0 ? '+' : ''}${percentText(fraction)}`
