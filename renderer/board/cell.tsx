import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { useSelected } from '../state/hooks.ts'
import { cn } from '../ui/cn.ts'
import { drag, isCard, mayDrop, useBoardNow } from './drag.ts'
import { scrollers } from './virtual-cards.tsx'

/** Makes an element something to drop cards on, at the end of a cell. Keep `cell` stable. */
export function useCellDrop(element: RefObject<HTMLElement | null>, cell: string): void {
  const board = useBoardNow()
  useEffect(() => {
    const node = element.current
    if (node === null) return
    return dropTargetForElements({
      element: node,
      canDrop: ({ source }) => {
        const to = board.current.grid.places.get(cell)
        return isCard(source.data) && to !== undefined && mayDrop(board.current, source.data, to)
      },
      getData: () => ({ kind: 'cell', cell }),
    })
  }, [element, cell, board])
}

/** Whether something is dragged over the cell, and over its end. */
export function useOver(cell: string): { any: boolean; end: boolean } {
  const any = useSelected(
    drag,
    useCallback((state) => state.over?.cell === cell, [cell]),
  )
  const end = useSelected(
    drag,
    useCallback((state) => state.over?.cell === cell && state.over.cardId === null, [cell]),
  )
  return { any, end }
}

/** Where a drop at the end goes: the line is for cards that stand by hand. */
export const EndLine = ({ shown }: { shown: boolean }) => (
  <div aria-hidden className={cn('mt-0.5 h-0.5 rounded-full', shown && 'bg-accent')} />
)

/** Whether an element is in sight or nearly so; once drawn it stays drawn while it is. */
export function useNear(element: RefObject<HTMLElement | null>, enabled: boolean): boolean {
  const [isNear, setNear] = useState(false)
  const root = useRef<Element | null>(null)
  useEffect(() => {
    const node = element.current
    if (node === null || !enabled) return
    root.current = node.closest('[data-scroll="x"]')
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), {
      root: root.current,
      rootMargin: '600px',
    })
    observer.observe(node)
    return () => observer.disconnect()
  }, [element, enabled])
  return !enabled || isNear
}

/** Has cells that are not drawn, as they are out of sight, come into it when one of their cards is gone to. */
export function useReveal(
  element: RefObject<HTMLElement | null>,
  cells: readonly string[],
  isDrawn: boolean,
): void {
  const key = cells.join('\n')
  useEffect(() => {
    if (isDrawn) return
    const names = key.split('\n')
    const reveal = () => element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    for (const cell of names) scrollers.set(cell, reveal)
    return () => {
      for (const cell of names) if (scrollers.get(cell) === reveal) scrollers.delete(cell)
    }
  }, [element, key, isDrawn])
}
