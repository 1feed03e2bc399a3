/** Which rows of a long table are drawn: those in sight and a few around them. All rows are equally high. */

export interface Sight {
  /** Pixels scrolled away above. */
  readonly top: number
  /** Pixels in sight. */
  readonly height: number
}

/** Rows drawn above and below those in sight, so that Tab and a quick scroll find something there. */
const ROWS_AROUND = 20

/** From `first` up to, not including, `end`. The window moves in steps, so that most scrolling draws nothing anew. */
export function rowWindow(count: number, rowHeight: number, sight: Sight): { first: number; end: number } {
  const step = ROWS_AROUND / 2
  const firstSeen = Math.floor(sight.top / rowHeight)
  const seen = Math.ceil(sight.height / rowHeight) + 1
  const first = Math.max(0, Math.floor((firstSeen - ROWS_AROUND) / step) * step)
  const end = Math.min(count, first + Math.ceil((seen + 2 * ROWS_AROUND + step) / step) * step)
  // A list that has become shorter than what was scrolled away still shows its end.
  return { first: Math.min(first, Math.max(0, end - seen)), end }
}
