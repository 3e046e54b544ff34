import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LogItem } from '#shared/run-log.ts'
import { followRun } from '../state/transport.ts'
import { LogFold } from './fold-log.ts'

export type RunLogState = {
  fold: LogFold
  /** Grows with every change of `fold`, which is changed in place. */
  version: number
  /** `loading` until the first items (or the end) are there; `ended` when no more will come. */
  status: 'loading' | 'open' | 'ended' | 'failed'
  error: string | null
  retry: () => void
}

/** More new items than this between two drawings are history, not news. */
const MANY = 200

const LOADING = { version: 0, status: 'loading', error: null } as const

/**
 * Follows a run's log from its beginning while mounted: one subscription, closed on leave. Items are
 * folded as they come and shown once a frame.
 */
export function useRunLog(runId: string | null): RunLogState {
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<Omit<RunLogState, 'retry'> & { runId: string | null }>(() => ({
    runId: null,
    fold: new LogFold(),
    version: 0,
    status: 'loading',
    error: null,
  }))
  const kept = useRef<{ runId: string | null; fold: LogFold }>({ runId: null, fold: state.fold })

  useEffect(() => {
    if (runId === null) return
    // A new attempt after an error goes on where the log stopped.
    if (kept.current.runId !== runId) kept.current = { runId, fold: new LogFold() }
    const { fold } = kept.current
    let cancel: (() => void) | null = null
    let shown = fold.lastSeq
    let status: RunLogState['status'] = 'loading'
    let error: string | null = null
    const show = () => {
      cancel = null
      shown = fold.lastSeq
      setState((before) => ({ runId, fold, version: before.version + 1, status, error }))
    }
    const soon = () => {
      if (cancel) return
      // A hidden page has no frames: a timer keeps the view going there. And while a long log is read from
      // its beginning, drawing every batch of it would only delay its end.
      if (document.hidden || fold.lastSeq - shown > MANY) {
        const timer = setTimeout(show, document.hidden ? 500 : 150)
        cancel = () => clearTimeout(timer)
      } else {
        const frame = requestAnimationFrame(show)
        cancel = () => cancelAnimationFrame(frame)
      }
    }
    soon()
    const stop = followRun(runId, fold.lastSeq, {
      items: (items: LogItem[]) => {
        fold.push(items)
        if (status !== 'ended') status = 'open'
        error = null
        soon()
      },
      end: () => {
        status = 'ended'
        soon()
      },
      error: (problem: Error) => {
        status = 'failed'
        error = problem.message
        soon()
      },
    })
    return () => {
      stop()
      cancel?.()
    }
  }, [runId, attempt])

  const retry = useCallback(() => setAttempt((n) => n + 1), [])
  return useMemo(() => {
    // Until the effect above has run, `state` still shows the run before this one.
    const shown = state.runId === runId ? state : { ...LOADING, fold: new LogFold() }
    return { ...shown, retry }
  }, [state, runId, retry])
}
