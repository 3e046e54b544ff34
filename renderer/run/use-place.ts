import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { FlatRow } from './flat-rows.ts'

/** Rows in sight that may stand for the place: one of them may be gone in the list that comes. */
const MOST = 12

/**
 * Keeps what is read where it is when another list takes the place of the one before: with older rows in front, or
 * with some rows left out. `list` is told apart by `name`. Not at the end that is followed: that stays in sight.
 */
export function usePlace(
  name: unknown,
  flat: readonly FlatRow[],
  list: Virtualizer<HTMLElement, Element>,
  scroller: RefObject<HTMLElement | null>,
  isFollowing: boolean,
): void {
  const seen = useRef<{ key: string; offset: number }[]>([])
  const shown = useRef(name)
  const note = useRef(() => {})
  useLayoutEffect(() => {
    note.current = () => {
      const top = scroller.current?.scrollTop ?? 0
      seen.current = list
        .getVirtualItems()
        .filter(({ end }) => end > top)
        .slice(0, MOST)
        .map(({ key, start }) => ({ key: String(key), offset: start - top }))
    }
    const element = scroller.current
    if (shown.current !== name && !isFollowing && element !== null) {
      for (const { key, offset } of seen.current) {
        const index = flat.findIndex(({ row }) => row.key === key)
        const start = list.measurementsCache[index]?.start
        if (start === undefined) continue
        element.scrollTo({ top: start - offset, behavior: 'instant' })
        break
      }
    }
    shown.current = name
    note.current()
  })
  useEffect(() => {
    const element = scroller.current
    const onScroll = () => note.current()
    element?.addEventListener('scroll', onScroll, { passive: true })
    return () => element?.removeEventListener('scroll', onScroll)
  }, [scroller])
}
