import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useSelected } from '../state/hooks.ts'
import { useScale } from '../ui/use-scale.ts'
import { Card } from './card.tsx'
import { drag } from './drag.ts'
import { useInSightFirst } from './in-sight-first.ts'

/** How a cell is scrolled to a card that is not drawn; cells enter themselves. */
export const scrollers = new Map<string, (index: number) => void>()

// In pixels, where everything is as large as drawn for.

/** What stays at the top of swimlanes. */
const HEADS = 68
const GAP = 6
/** Of a card of which nothing is known but that it is there. */
const CARD_HEIGHT = 84

/** How high so many cards are likely to be that have not been drawn. */
export const likelyHeight = (cards: number): number => cards * (CARD_HEIGHT + GAP)

/** The cards of one cell, of which those in sight are drawn. */
export function VirtualCards({
  cell,
  ids,
  tabbableId,
  scroller,
  isOneOfSeveral = false,
}: {
  cell: string
  ids: readonly string[]
  tabbableId: string | null
  /** What they are scrolled in. It has to be there: a parent's element comes after its children. */
  scroller: HTMLElement
  /** Its list is one of several that scroll together. */
  isOneOfSeveral?: boolean
}) {
  const list = useRef<HTMLUListElement>(null)
  const above = useHeightAbove(list, scroller, isOneOfSeveral)
  const draggedIndex = useSelected(
    drag,
    useCallback((state) => (state.ids[0] === undefined ? -1 : ids.indexOf(state.ids[0])), [ids]),
  )
  // Another function would have all of the list measured anew.
  const keyOf = useCallback((index: number) => ids[index] ?? index, [ids])
  const scale = useScale()
  // oxlint-disable-next-line react/incompatible-library -- no React compiler here, nothing is memoized
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller,
    estimateSize: () => CARD_HEIGHT * scale,
    gap: GAP * scale,
    scrollMargin: above,
    // Heads of columns and of the lane stand there.
    scrollPaddingStart: isOneOfSeveral ? HEADS * scale : 0,
    // A wheel's notch is about one card; more of them is more to draw before the first picture.
    overscan: 4,
    getItemKey: keyOf,
    // The dragged card stays drawn: a drag whose source goes away would end.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      if (draggedIndex === -1 || shown.includes(draggedIndex)) return shown
      return [...shown, draggedIndex].sort((a, b) => a - b)
    },
  })

  const drawn = useInSightFirst(virtual, (index) => index === draggedIndex)
  const latest = useRef(virtual)
  useLayoutEffect(() => {
    latest.current = virtual
  })
  useEffect(() => {
    scrollers.set(cell, (index) => latest.current.scrollToIndex(index, { align: 'auto' }))
    return () => {
      scrollers.delete(cell)
    }
  }, [cell])

  return (
    <ul ref={list} className="relative" style={{ height: virtual.getTotalSize() }}>
      {drawn.map((item) => {
        const id = ids[item.index]
        if (id === undefined) return null
        return (
          <li
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start - above}px)` }}
          >
            <Card id={id} cell={cell} tabbable={id === tabbableId} />
          </li>
        )
      })}
    </ul>
  )
}

/** How far down in what is scrolled a list begins: it moves with the heights of those above it. */
function useHeightAbove(
  list: RefObject<HTMLElement | null>,
  scroller: HTMLElement,
  isOneOfSeveral: boolean,
): number {
  const [above, setAbove] = useState(0)
  useLayoutEffect(() => {
    const node = list.current
    if (!isOneOfSeveral || node === null) return
    const observer = new ResizeObserver(() => {
      const [inner, outer] = [node.getBoundingClientRect(), scroller.getBoundingClientRect()]
      setAbove(Math.round(inner.top - outer.top + scroller.scrollTop))
    })
    observer.observe(node)
    if (scroller.firstElementChild !== null) observer.observe(scroller.firstElementChild)
    return () => observer.disconnect()
  }, [list, scroller, isOneOfSeveral])
  return above
}
