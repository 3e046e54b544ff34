import { useEffect, useLayoutEffect, useRef, useState } from 'react'

/** What is to be done with a text once the files that it names are there. */
export interface Uploads<How> {
  /** Files on their way. */
  count: number
  /** What waits for them; null = nothing does. */
  held: How | null
  /** Does it, as soon as the files are there. */
  ask: (how: How) => void
  /** Has what waits not done after all. */
  letGo: () => void
  /** For the editor. */
  onUploading: (count: number, hasFailed: boolean) => void
}

/**
 * Holds what is to be done with a text until its files are there: sent before, it would lack them. Where one of them
 * cannot be attached, it is not done.
 */
export function useUploads<How>(act: (how: How) => unknown): Uploads<How> {
  const [count, setCount] = useState(0)
  const [held, setHeld] = useState<{ how: How } | null>(null)
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  const isDue = held !== null && count === 0
  useEffect(() => {
    if (!isDue || held === null) return
    const timer = setTimeout(() => {
      setHeld(null)
      latest.current(held.how)
    })
    return () => clearTimeout(timer)
  }, [isDue, held])
  return {
    count,
    held: held?.how ?? null,
    ask: (how) => {
      if (count > 0) setHeld({ how })
      else act(how)
    },
    letGo: () => setHeld(null),
    onUploading: (now, hasFailed) => {
      setCount(now)
      if (hasFailed) setHeld(null)
    },
  }
}
