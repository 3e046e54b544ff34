import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useRef } from 'react'
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

/**
 * Draws of a log only what is in sight: it may have thousands of rows. Rows that grow move what is below them in the
 * same frame, and `settle` is called with it. What stands at the end of the list goes by its `tail`.
 */
export function useDrawnRows(
  flat: readonly FlatRow[],
  focusIndex: number,
  scroller: RefObject<HTMLElement | null>,
  tail: RefObject<HTMLElement | null>,
  settle: () => void,
  /** Names the list while its end is followed; null = it is not. */
  followed: unknown,
) {
  const height = useRef(0)
  const hear = (now: number) => {
    // Not when it was only scrolled: the reader may be about to leave the end.
    if (now === height.current) return
    height.current = now
    tail.current?.style.setProperty('transform', `translateY(${now}px)`)
    settle()
  }
  // oxlint-disable-next-line react/incompatible-library
  const drawn = useVirtualizer({
    count: flat.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(flat[index]?.row as LogRow),
    getItemKey: (index) => flat[index]?.row.key ?? index,
    overscan: 6,
    gap: 2,
    paddingStart: 4,
    useAnimationFrameWithResizeObserver: false,
    directDomUpdates: true,
    onChange: (list) => {
      hear(list.getTotalSize())
    },
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
  // Another list than before is drawn where it will be scrolled to: else it would first be drawn where the other one
  // stood, rows that nobody ever sees.
  const placed = useRef<unknown>(null)
  if (followed !== null && placed.current !== followed && drawn.scrollRect !== null && flat.length > 0) {
    placed.current = followed
    drawn.scrollOffset = Math.max(0, drawn.getTotalSize() - drawn.scrollRect.height)
  }
  useLayoutEffect(() => hear(drawn.getTotalSize()))
  return drawn
}
