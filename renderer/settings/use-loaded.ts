import { useCallback, useEffect, useState } from 'react'
import { problemOf } from '../state/errors.ts'
import { useFeed } from '../state/hooks.ts'
import type { FeedItem } from '../state/transport.ts'

export type Loaded<T> = {
  /** Null until it came once; what was there stays while it is asked for anew. */
  value: T | null
  error: string | null
  loading: boolean
  reload: () => void
  /** Takes what another call has answered. */
  put: (value: T) => void
}

/** What `load` answers, anew when an event of the feed makes it old. Keep `load` stable. */
export function useLoaded<T>(
  load: () => Promise<T>,
  makesOld: (item: FeedItem) => boolean = never,
): Loaded<T> {
  const [value, setValue] = useState<T | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [asked, setAsked] = useState(0)
  /** The last ask that was answered, one way or the other. */
  const [settled, setSettled] = useState(-1)
  useEffect(() => {
    let isOver = false
    load().then(
      (next) => {
        if (isOver) return
        setValue(next)
        setError(null)
        setSettled(asked)
      },
      (problem: unknown) => {
        if (isOver) return
        setError(problemOf(problem).message)
        setSettled(asked)
      },
    )
    return () => {
      isOver = true
    }
  }, [load, asked])
  const reload = useCallback(() => setAsked((count) => count + 1), [])
  const put = useCallback((next: T) => {
    setValue(next)
    setError(null)
  }, [])
  useFeed((items) => {
    if (items.some(makesOld)) reload()
  })
  return { value, error, loading: settled !== asked, reload, put }
}

const never = () => false
