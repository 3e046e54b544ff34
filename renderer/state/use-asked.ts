import { useCallback, useEffect, useState } from 'react'
import { type Problem, problemOf } from './errors.ts'

/** What is asked of the host once, and once more when somebody wants that. Keep `ask` stable. */
export function useAsked<T>(ask: () => Promise<T>): {
  /** Null while it is not there. */
  value: T | null
  problem: Problem | null
  /** Asks once more; what was answered before is gone meanwhile. */
  again: () => void
} {
  const [answer, setAnswer] = useState<{ value: T | null; problem: Problem | null }>(NONE)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let isOver = false
    ask().then(
      (value) => {
        if (!isOver) setAnswer({ value, problem: null })
      },
      (error: unknown) => {
        if (!isOver) setAnswer({ value: null, problem: problemOf(error) })
      },
    )
    return () => {
      isOver = true
    }
  }, [ask, round])
  const again = useCallback(() => {
    setAnswer(NONE)
    setRound((count) => count + 1)
  }, [])
  return { ...answer, again }
}

const NONE = { value: null, problem: null }
