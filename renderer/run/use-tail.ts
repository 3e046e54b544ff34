import { useCallback, useLayoutEffect, useRef, useState } from 'react'

/** Nearer to the end than this, in pixels, counts as being there. */
const NEAR = 24

/**
 * Keeps a scroller at its end while its content grows, until the reader scrolls up; from then on nothing
 * moves until they come back to the end or ask for it.
 */
export function useTail() {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  const follow = useRef(true)
  const set = useCallback((next: boolean) => {
    follow.current = next
    setFollowing(next)
  }, [])

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (element) element.scrollTop = element.scrollHeight
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    const inner = content.current
    if (!element || !inner) return
    let last = element.scrollTop
    const distance = () => element.scrollHeight - element.clientHeight - element.scrollTop
    const onScroll = () => {
      const up = element.scrollTop < last - 1
      last = element.scrollTop
      if (distance() <= NEAR) {
        if (!follow.current) set(true)
      } else if (up && follow.current && reader) set(false)
    }
    // Only the reader's own hand lets go of the end; a list that measures its rows may move too.
    let reader = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const touched = () => {
      reader = true
      clearTimeout(timer)
      timer = setTimeout(() => {
        reader = false
      }, 1000)
    }
    const observer = new ResizeObserver(() => {
      if (follow.current) toEnd()
      else if (distance() <= NEAR) set(true)
    })
    observer.observe(inner)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    const gestures = ['wheel', 'touchmove', 'keydown', 'pointerdown', 'pointermove'] as const
    for (const name of gestures) element.addEventListener(name, touched, { passive: true })
    return () => {
      observer.disconnect()
      clearTimeout(timer)
      element.removeEventListener('scroll', onScroll)
      for (const name of gestures) element.removeEventListener(name, touched)
    }
  }, [set, toEnd])

  /** What is in it has another height: stays at the end at once, before an observer would hear of it. */
  const settle = useCallback(() => {
    if (follow.current) toEnd()
  }, [toEnd])
  useLayoutEffect(toEnd, [toEnd])

  /** The reader looks at something: stop following until they are back at the end. */
  const letGo = useCallback(() => set(false), [set])
  const jump = useCallback(() => {
    set(true)
    toEnd()
  }, [set, toEnd])
  return { scroller, content, following, letGo, jump, settle }
}
