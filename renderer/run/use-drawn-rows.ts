import { useVirtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'
import type { FlatRow } from './flat-rows.ts'
import type { LogRow } from './log-rows.ts'
import { opensItself } from './rows/opening.ts'

/** First guess of a row's height; the list measures what it draws. */
function estimate(row: LogRow): number {
  switch (row.kind) {
    case 'text':
      return 12 + 19 * Math.max(1, Math.ceil(row.text.length / 90))
    case 'tool':
      return opensItself(row) ? 160 : 28
    default:
      return 28
  }
}

/** Draws of a log only what is in sight: it may have thousands of rows. */
export function useDrawnRows(
  flat: readonly FlatRow[],
  focusIndex: number,
  scroller: RefObject<HTMLElement | null>,
) {
  // oxlint-disable-next-line react/incompatible-library
  return useVirtualizer({
    count: flat.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(flat[index]?.row as LogRow),
    getItemKey: (index) => flat[index]?.row.key ?? index,
    overscan: 6,
    gap: 2,
    paddingStart: 4,
    useAnimationFrameWithResizeObserver: false,
    // The row that holds the focus stays drawn, wherever the reader scrolls.
    rangeExtractor: (range) => {
      const indexes: number[] = []
      const from = Math.max(0, range.startIndex - range.overscan)
      const to = Math.min(range.count - 1, range.endIndex + range.overscan)
      if (focusIndex >= 0 && focusIndex < from) indexes.push(focusIndex)
      for (let index = from; index <= to; index += 1) indexes.push(index)
      if (focusIndex > to && focusIndex < range.count) indexes.push(focusIndex)
      return indexes
    },
  })
}
