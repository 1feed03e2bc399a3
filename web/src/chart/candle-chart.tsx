/** Candles on a canvas: regimes behind them, filtered price, orders and fills. Loaded only when one is shown. */
import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineSeries,
  TickMarkType,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import { useEffect, useRef } from 'react'
import { REGIMES } from '../../../shared/contracts/signals.ts'
import { newYorkOf } from '../format/age.ts'
import { THEME_EVENT } from '../shell/settings.ts'
import type { ChartShape, Marker } from './shape.ts'

interface Drawing {
  readonly chart: IChartApi
  /** A column of the whole height per bar, in the colour of its regime. */
  readonly regimes: ISeriesApi<'Histogram'>
  readonly candles: ISeriesApi<'Candlestick'>
  readonly filtered: ISeriesApi<'Line'>
  readonly markers: ISeriesMarkersPluginApi<Time>
}

const REGIMES_SCALE = 'regimes'

/** The colours of the style sheet; the canvas cannot read them by itself. */
function inks(element: HTMLElement) {
  const probe = document.createElement('span')
  element.append(probe)
  const ink = (name: string): string => {
    probe.className = `ink-${name}`
    return getComputedStyle(probe).color
  }
  const found = {
    ...{ text: ink('quiet'), grid: ink('line'), up: ink('good'), down: ink('bad'), filtered: ink('accent') },
    regimeOf: Object.fromEntries(REGIMES.map((regime) => [regime, ink(regime)])),
  }
  probe.remove()
  return found
}

const newYorkTime = (time: Time): string => {
  const { day, time: clock } = newYorkOf(Number(time) * 1_000)
  return `${day} ${clock.slice(0, 5)} ET`
}

/** Under the first bar of a year or a day its date, else the time of day. */
function tickText(time: Time, kind: TickMarkType): string {
  const { day, time: clock } = newYorkOf(Number(time) * 1_000)
  if (kind === TickMarkType.Year) return day.slice(0, 4)
  if (kind === TickMarkType.Month) return day.slice(0, 7)
  return kind === TickMarkType.DayOfMonth ? day.slice(5) : clock.slice(0, 5)
}

function draw(element: HTMLElement): Drawing {
  const chart = createChart(element, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: getComputedStyle(element).fontFamily, fontSize: 11 },
    timeScale: { timeVisible: true, tickMarkFormatter: tickText },
    localization: { timeFormatter: newYorkTime },
  })
  const regimes = chart.addSeries(HistogramSeries, {
    priceScaleId: REGIMES_SCALE,
    priceLineVisible: false,
    lastValueVisible: false,
    autoscaleInfoProvider: () => ({ priceRange: { minValue: 0, maxValue: 1 } }),
  })
  chart.priceScale(REGIMES_SCALE).applyOptions({ visible: false, scaleMargins: { top: 0, bottom: 0 } })
  const candles = chart.addSeries(CandlestickSeries)
  const filtered = chart.addSeries(LineSeries, { lineWidth: 1, priceLineVisible: false, lastValueVisible: false })
  return { chart, regimes, candles, filtered, markers: createSeriesMarkers(candles) }
}

/** Puts the colours of the style sheet on the drawing, and with them what is coloured bar by bar. */
function paint({ chart, regimes, candles, filtered, markers }: Drawing, element: HTMLElement, shape: ChartShape): void {
  const { text, grid, up, down, filtered: line, regimeOf } = inks(element)
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
  regimes.setData(
    shape.regimes.map(({ time, regime }) => ({
      time: time as UTCTimestamp,
      value: 1,
      color: regimeOf[regime] ?? 'transparent',
    })),
  )
  markers.setMarkers(shape.markers.map(markerOf(line)))
}

function markerOf(ink: string) {
  return ({ time, kind, side, text }: Marker) =>
    ({
      time: time as UTCTimestamp,
      position: side === 'buy' ? 'belowBar' : 'aboveBar',
      shape: kind === 'order' ? 'circle' : side === 'buy' ? 'arrowUp' : 'arrowDown',
      color: ink,
      text,
    }) as const
}

/** Room beside the first and the last bar: half of a label, which the edge would cut. */
const EDGE_PIXELS = 36

interface CandleChartProps {
  readonly shape: ChartShape
  /** What the picture shows, for those who do not see it. */
  readonly label: string
}

export default function CandleChart({ shape, label }: CandleChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing | null>(null)
  const shown = useRef(shape)
  shown.current = shape

  useEffect(() => {
    const element = host.current
    if (!element) return
    const made = draw(element)
    drawing.current = made
    const recolour = () => paint(made, element, shown.current)
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
    paint(made, element, shape)
  }, [shape])

  // A new day of bars starts whole; after that the reader's zoom is left alone.
  const firstTime = shape.candles[0]?.time
  useEffect(() => {
    if (firstTime === undefined) return
    const last = shown.current.candles.length - 1
    const width = drawing.current?.chart.timeScale().width() ?? 0
    const margin = Math.max(1, (last * EDGE_PIXELS) / Math.max(EDGE_PIXELS, width - 2 * EDGE_PIXELS))
    drawing.current?.chart.timeScale().setVisibleLogicalRange({ from: -margin, to: last + margin })
  }, [firstTime])

  return <div ref={host} className="chart" role="img" aria-label={label} />
}
