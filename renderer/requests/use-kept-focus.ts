import { type RefObject, useEffect, useRef } from 'react'
import { isFocusFree } from '../ui/kept-focus.ts'

/** What takes the focus of a request that goes away: its card, the row selected next, or the next request in its list. */
function heirOf(request: Element): () => HTMLElement | null {
  const card = request.closest<HTMLElement>('[data-card]')
  if (card !== null) return () => card
  if (request.closest('[data-inbox-detail]') !== null)
    return () => document.querySelector<HTMLElement>('[data-inbox-list] [aria-selected="true"]')
  const list = request.closest('ul, [role="group"]')
  return () => list?.querySelector<HTMLElement>('[data-request][tabindex]') ?? null
}

/**
 * Keeps the focus near a request that is answered from within: its buttons go away, and with them the place
 * of a reader without a pointer. Answers what to call when an answer is given.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>, isOpen: boolean): () => void {
  const heir = useRef<(() => HTMLElement | null) | null>(null)
  useEffect(
    () => () => {
      const find = heir.current
      heir.current = null
      if (find === null) return
      // What takes its place is drawn first; a focus that went elsewhere by then is the reader's.
      requestAnimationFrame(() => {
        if (isFocusFree()) find()?.focus()
      })
    },
    [isOpen],
  )
  return () => {
    const element = root.current
    if (element === null || !element.contains(document.activeElement)) return
    heir.current = heirOf(element)
    // A button that is off cannot hold the focus.
    const holder = element.closest<HTMLElement>('[data-card]') ?? element
    holder.focus({ preventScroll: true })
  }
}
