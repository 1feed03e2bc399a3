/** Candles with the filtered price and the fills, drawn on a canvas. Loaded only when a chart is on the screen. */
import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineSeries,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import { useEffect, useRef } from 'react'
import { newYorkOf } from '../format/age.ts'
import { THEME_EVENT } from '../shell/settings.ts'
import type { ChartShape, Marker } from './shape.ts'

interface Drawing {
  readonly chart: IChartApi
  readonly candles: ISeriesApi<'Candlestick'>
  readonly filtered: ISeriesApi<'Line'>
  readonly markers: ISeriesMarkersPluginApi<Time>
}

/** The colours of the style sheet; the canvas cannot read them by itself. */
function inks(element: HTMLElement) {
  const probe = document.createElement('span')
  element.append(probe)
  const ink = (name: string): string => {
    probe.className = `ink-${name}`
    return getComputedStyle(probe).color
  }
  const found = { text: ink('quiet'), grid: ink('line'), up: ink('good'), down: ink('bad'), filtered: ink('accent') }
  probe.remove()
  return found
}

const newYorkTime = (time: Time): string => {
  const { day, time: clock } = newYorkOf(Number(time) * 1_000)
  return `${day} ${clock.slice(0, 5)} ET`
}

function draw(element: HTMLElement): Drawing {
  const chart = createChart(element, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: getComputedStyle(element).fontFamily, fontSize: 11 },
    timeScale: {
      timeVisible: true,
      tickMarkFormatter: (time: Time) => newYorkOf(Number(time) * 1_000).time.slice(0, 5),
    },
    localization: { timeFormatter: newYorkTime },
  })
  const candles = chart.addSeries(CandlestickSeries)
  const filtered = chart.addSeries(LineSeries, { lineWidth: 1, priceLineVisible: false, lastValueVisible: false })
  return { chart, candles, filtered, markers: createSeriesMarkers(candles) }
}

function colour({ chart, candles, filtered }: Drawing, element: HTMLElement): void {
  const { text, grid, up, down, filtered: line } = inks(element)
  chart.applyOptions({
    layout: { background: { color: 'transparent' }, textColor: text },
    grid: { vertLines: { color: grid }, horzLines: { color: grid } },
    rightPriceScale: { borderColor: grid },
    timeScale: { borderColor: grid },
  })
  // Rising bars are hollow and falling ones full, so that the colour is not the only sign.
  candles.applyOptions({
    upColor: 'transparent',
    downColor: down,
    borderUpColor: up,
    borderDownColor: down,
    wickUpColor: up,
    wickDownColor: down,
  })
  filtered.applyOptions({ color: line })
}

function markerOf(ink: string) {
  return ({ time, side, text }: Marker) =>
    ({
      time: time as UTCTimestamp,
      position: side === 'buy' ? 'belowBar' : 'aboveBar',
      shape: side === 'buy' ? 'arrowUp' : 'arrowDown',
      color: ink,
      text,
    }) as const
}

interface CandleChartProps {
  readonly shape: ChartShape
  /** What the picture shows, for those who do not see it. */
  readonly label: string
}

export default function CandleChart({ shape, label }: CandleChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing | null>(null)

  useEffect(() => {
    const element = host.current
    if (!element) return
    const made = draw(element)
    drawing.current = made
    const recolour = () => colour(made, element)
    recolour()
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', recolour)
    window.addEventListener(THEME_EVENT, recolour)
    return () => {
      system.removeEventListener('change', recolour)
      window.removeEventListener(THEME_EVENT, recolour)
      drawing.current = null
      made.chart.remove()
    }
  }, [])

  useEffect(() => {
    const made = drawing.current
    const element = host.current
    if (!made || !element) return
    const timed = <T extends { readonly time: number }>(points: readonly T[]) =>
      points.map((point) => ({ ...point, time: point.time as UTCTimestamp }))
    made.candles.setData(timed(shape.candles))
    made.filtered.setData(timed(shape.filtered))
    made.markers.setMarkers(shape.markers.map(markerOf(inks(element).filtered)))
  }, [shape])

  // A new day of bars starts whole; after that the reader's zoom is left alone.
  const firstTime = shape.candles[0]?.time
  useEffect(() => {
    if (firstTime !== undefined) drawing.current?.chart.timeScale().fitContent()
  }, [firstTime])

  return <div ref={host} className="chart" role="img" aria-label={label} />
}
