import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { TodoItem } from '#shared/run-log.ts'
import { client, followRun } from '../state/transport.ts'
import { LogFold } from './fold-log.ts'
import { LogReader, type LogReading } from './log-reader.ts'

export type RunLogState = Omit<LogReading, 'plan'> & {
  plan: readonly TodoItem[]
  /** Grows with every change of `fold`, which is changed in place. */
  version: number
  /** Tries again what has failed. */
  retry: () => void
}

/** More new items than this between two drawings are history, not news. */
const MANY = 200

type Shown = LogReading & { runId: string | null; version: number }

const nothing = (runId: string | null): Shown => ({
  runId,
  version: 0,
  fold: new LogFold(),
  generation: 0,
  status: 'loading',
  error: null,
  older: 'some',
  plan: [],
})

/**
 * Follows a run's log while mounted, from its end: one subscription, closed on leave. What came before is read in the
 * background while `whole` is true. Items are folded as they come and shown once a frame.
 */
export function useRunLog(runId: string | null, whole: boolean): RunLogState {
  const [state, setState] = useState<Shown>(() => nothing(null))
  const reader = useRef<LogReader | null>(null)

  useEffect(() => {
    if (runId === null) return
    let cancel: (() => void) | null = null
    let shown = 0
    const show = () => {
      cancel = null
      shown = one.reading.fold.lastSeq
      setState(({ version }) => ({ ...one.reading, runId, version: version + 1 }))
    }
    const soon = () => {
      if (cancel) return
      // A hidden page has no frames: a timer keeps the view going there. And while much comes at once, drawing every
      // batch of it would only delay its end.
      const isMuch = shown > 0 && one.reading.fold.lastSeq - shown > MANY
      if (document.hidden || isMuch) {
        const timer = setTimeout(show, document.hidden ? 500 : 150)
        cancel = () => clearTimeout(timer)
      } else {
        const frame = requestAnimationFrame(show)
        cancel = () => cancelAnimationFrame(frame)
      }
    }
    const one = new LogReader(
      {
        before: async (before, limit) => (await client.runs.logs({ id: runId, before, limit })).items,
        follow: (after, on) => followRun(runId, after, on),
        plan: async () => (await client.runs.plan({ id: runId })).items,
      },
      soon,
    )
    reader.current = one
    one.start()
    return () => {
      one.stop()
      cancel?.()
      reader.current = null
    }
  }, [runId])

  useEffect(() => {
    if (whole) reader.current?.readAll()
  }, [runId, whole])

  const retry = useCallback(() => reader.current?.start(), [])
  return useMemo(() => {
    // Until the effects above have run, `state` still shows the run before this one.
    const shown = state.runId === runId ? state : nothing(runId)
    return { ...shown, retry }
  }, [state, runId, retry])
}
