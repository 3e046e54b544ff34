import { useEffect } from 'react'
import type { Run } from '#shared/runs.ts'
import type { RunLogState } from './use-run-log.ts'

/** Goes on to follow a log that had come to its end, when something is done with the work of its run after all. */
export function useLateLog(run: Run | null, { status, retry }: Pick<RunLogState, 'status' | 'retry'>): void {
  const late = run === null ? '' : `${run.headCommit} ${run.recheck?.startedAt}`
  const isEnded = status === 'ended'
  useEffect(() => {
    if (isEnded) retry()
    // Once for each thing that is done; that it has ended again is no reason.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [late, retry])
}
