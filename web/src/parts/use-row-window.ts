/** The rows of a long table that are drawn as it is scrolled. Short tables are drawn whole. */
import { type RefObject, useLayoutEffect, useState } from 'react'
import { rowWindow } from './row-window.ts'

/** Tables up to this length are drawn whole. */
const WHOLE_ROWS_MAX = 150
/** Height of a row before one has been measured, and of what is in sight before it is known. */
const ROW_PX = 30
const SIGHT_PX = 900

interface RowWindow {
  readonly isWhole: boolean
  /** Index of the first row drawn, and of the first one after them that is not. */
  readonly first: number
  readonly end: number
  /** In place of the rows that are not drawn; pixels. */
  readonly padding: { readonly paddingTop: number; readonly paddingBottom: number } | undefined
  /** Looks again where the table is scrolled to. */
  readonly look: () => void
}

export function useRowWindow(scroller: RefObject<HTMLElement | null>, count: number, isAllowed: boolean): RowWindow {
  const [sight, setSight] = useState({ top: 0, height: SIGHT_PX })
  const [rowHeight, setRowHeight] = useState(ROW_PX)
  const isWhole = !isAllowed || count <= WHOLE_ROWS_MAX
  const { first, end } = isWhole ? { first: 0, end: count } : rowWindow(count, rowHeight, sight)

  // After every drawing: what is drawn tells how high a row is, and columns may grow but not shrink while scrolling.
  useLayoutEffect(() => {
    if (isWhole || !scroller.current) return
    const row = scroller.current.querySelector('tbody tr')
    if (row) setRowHeight(row.getBoundingClientRect().height || ROW_PX)
    for (const header of scroller.current.querySelectorAll<HTMLElement>('thead th')) {
      header.style.minWidth = `${header.offsetWidth}px`
    }
  })

  const look = () => {
    const element = scroller.current
    if (!element || isWhole) return
    const next = rowWindow(count, rowHeight, { top: element.scrollTop, height: element.clientHeight })
    if (next.first === first && next.end === end) return
    setSight({ top: element.scrollTop, height: element.clientHeight })
  }
  const padding = isWhole ? undefined : { paddingTop: first * rowHeight, paddingBottom: (count - end) * rowHeight }
  return { isWhole, first, end, padding, look }
}
