import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { FlatRow } from './flat-rows.ts'
import { rangesOf } from './mark-words.ts'

/**
 * Brings a row into sight once the list has it, and in it the first place that says `words`.
 *
 * @returns says by its key which row is meant, and whether it is to have the focus
 */
export function useRevealed(
  flat: readonly FlatRow[],
  list: Virtualizer<HTMLElement, Element>,
  scroller: RefObject<HTMLElement | null>,
  words: string,
) {
  const sought = useRef<{ key: string; focus: boolean } | null>(null)
  // The headers above it are opened first: then its place is known.
  useEffect(() => {
    if (sought.current === null) return
    const { key, focus } = sought.current
    const index = flat.findIndex(({ row }) => row.key === key)
    sought.current = null
    if (index === -1) return
    list.scrollToIndex(index, { align: 'center' })
    // It may only be drawn after the scroll.
    afterFrames(2, () => {
      const row = scroller.current?.querySelector(`[data-row-key="${CSS.escape(key)}"]`)
      if (focus) row?.querySelector<HTMLElement>('[data-row-focus]')?.focus({ preventScroll: true })
      const [range] = row && words !== '' ? rangesOf(row, words) : []
      if (range !== undefined && scroller.current !== null) showRange(range, scroller.current)
    })
  }, [flat, list, scroller, words])
  return useCallback((key: string, focus: boolean) => {
    sought.current = { key, focus }
  }, [])
}

function afterFrames(count: number, run: () => void): void {
  requestAnimationFrame(() => (count <= 1 ? run() : afterFrames(count - 1, run)))
}

/** Scrolls the box that a range lies in, and the log around it. */
function showRange(range: Range, scroller: HTMLElement): void {
  const box = range.startContainer.parentElement?.closest('[data-scrolls]')
  for (const element of box ? [box, scroller] : [scroller]) {
    const [at, around] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
    if (at.top < around.top || at.bottom > around.bottom)
      element.scrollTop += at.top - around.top - element.clientHeight / 2
  }
}
