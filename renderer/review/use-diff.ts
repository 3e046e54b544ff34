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

/** What a run's work is compared with, and how. */
export type DiffHow = {
  /** An earlier run of its task; null = its base. */
  since: string | null
  space: 'all' | 'ignored'
}

const PLAIN: DiffHow = { since: null, space: 'all' }

/** What a run changed, asked for again whenever its head or its counts move. One run for life. */
export function useDiff(run: Run, { since, space }: DiffHow = PLAIN): DiffState {
  const { id } = run
  return useMovingDiff(
    `${workOf(run)} ${since} ${space}`,
    useCallback(
      () => client.runs.diff({ id, space, ...(since === null ? {} : { since }) }),
      [id, since, space],
    ),
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
  /** Who was asked last: it is asked again only after a pause. */
  const waits = useRef<(() => Promise<Diff>) | null>(null)
  // The reader may ask, too.
  const moved = `${work} ${asked}`
  useEffect(() => {
    let gone = false
    const ask = () => {
      waits.current = read
      read().then(
        (diff) => {
          if (!gone) setHeld({ moved, diff, error: null })
        },
        (problem: unknown) => {
          if (!gone) setHeld((before) => ({ ...before, moved, error: problemOf(problem).message }))
        },
      )
    }
    const timer = setTimeout(ask, waits.current === read ? SETTLE_MS : 0)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [read, moved])
  const reload = useCallback(() => {
    waits.current = null
    setAsked((n) => n + 1)
  }, [])
  return { diff: held.diff, error: held.error, loading: held.moved !== moved, reload }
}
