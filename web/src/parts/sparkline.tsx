/** A few last prices of a symbol as a line, asked for once the row is in sight. */
import { useEffect, useRef, useState } from 'react'
import type { Book } from '../../../shared/contracts/books.ts'
import { useLastPrices } from '../api/list-queries.ts'
import { sparklinePoints, sparklineSummary } from '../chart/sparkline-shape.ts'

const SPARKLINE_WIDTH = 96
const SPARKLINE_HEIGHT = 22

/** True from the moment the element has first been in sight. */
function useSeen() {
  const place = useRef<HTMLSpanElement>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    const element = place.current
    if (!element || isSeen) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isSeen])
  return { place, isSeen }
}

export function Sparkline({ book, symbol }: { readonly book: Book; readonly symbol: string }) {
  const { place, isSeen } = useSeen()
  const { data, error } = useLastPrices(book, symbol, isSeen)
  return (
    <span ref={place} className="sparkline">
      {data && data.length > 1 ? <Line symbol={symbol} prices={data} /> : null}
      {data && data.length <= 1 ? <span className="quiet">no bars yet</span> : null}
      {error && !data ? <span className="unknown">UNKNOWN</span> : null}
    </span>
  )
}

interface LineProps {
  readonly symbol: string
  readonly prices: readonly { readonly at: number; readonly price: number }[]
}

function Line({ symbol, prices }: LineProps) {
  const points = sparklinePoints(
    prices.map(({ price }) => price),
    SPARKLINE_WIDTH,
    SPARKLINE_HEIGHT,
  )
  return (
    <svg role="img" aria-label={sparklineSummary(symbol, prices)} width={SPARKLINE_WIDTH} height={SPARKLINE_HEIGHT}>
      <title>{sparklineSummary(symbol, prices)}</title>
      <polyline points={points} />
    </svg>
  )
}
