import { useCallback, useEffect, useRef, useState } from 'react'
import type { Diff, Run } from '#shared/runs.ts'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

export type DiffState = {
  diff: Diff | null
  /** A newer diff is on its way; `diff` is the one before it. */
  loading: boolean
  error: string | null
  reload: () => void
}

/** Pause after a change of the run before its diff is asked for anew: agents write in bursts. */
const SETTLE_MS = 600

type Held = { moved: string; diff: Diff | null; error: string | null }

/** Stands for what a run has done so far, as far as its diff is concerned. */
export const workOf = ({ headCommit, changes }: Pick<Run, 'headCommit' | 'changes'>): string =>
  `${headCommit} ${changes?.files} ${changes?.additions} ${changes?.deletions}`

/** What a run changed, asked for again whenever its head or its counts move. One run for life. */
export function useDiff(run: Run): DiffState {
  const { id } = run
  return useMovingDiff(
    workOf(run),
    useCallback(() => client.runs.diff({ id }), [id]),
  )
}

/**
 * A diff that is asked for again whenever `work` has moved.
 *
 * @param read stable for as long as the diff is of the same
 */
export function useMovingDiff(work: string, read: () => Promise<Diff>): DiffState {
  const [held, setHeld] = useState<Held>({ moved: '', diff: null, error: null })
  const [asked, setAsked] = useState(0)
  const waits = useRef(false)
  // The reader may ask, too.
  const moved = `${work} ${asked}`
  useEffect(() => {
    let gone = false
    const ask = () => {
      waits.current = true
      read().then(
        (diff) => {
          if (!gone) setHeld({ moved, diff, error: null })
        },
        (problem: unknown) => {
          if (!gone) setHeld((before) => ({ ...before, moved, error: problemOf(problem).message }))
        },
      )
    }
    const timer = setTimeout(ask, waits.current ? SETTLE_MS : 0)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [read, moved])
  const reload = useCallback(() => {
    waits.current = false
    setAsked((n) => n + 1)
  }, [])
  return { diff: held.diff, error: held.error, loading: held.moved !== moved, reload }
}
