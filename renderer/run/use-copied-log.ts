import { useEffect, useState } from 'react'
import { copy } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { transcriptOf } from './transcript.ts'
import type { RunLogState } from './use-run-log.ts'

/** Copies all of a log as Markdown, once all of it is there. */
export function useCopiedLog(log: RunLogState, title: string, root: string | null) {
  const [isWanted, setWanted] = useState(false)
  const { fold, older } = log
  useEffect(() => {
    if (!isWanted || older !== 'all') return
    void copy(transcriptOf(fold, title, root), t('Log as Markdown')).then(() => setWanted(false))
  }, [isWanted, older, fold, title, root])
  return { copy: () => setWanted(true), isWaiting: isWanted && older !== 'failed' }
}
