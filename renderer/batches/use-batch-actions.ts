import { useState } from 'react'
import type { Batch, BatchTask } from '#shared/batches.ts'
import {
  approveBatch,
  cancelBatchTask,
  checkBatchTask,
  pauseBatch,
  resumeBatch,
  retryBatchTask,
  skipBatchTask,
} from '../state/batches.ts'
import type { BatchTaskAction } from './task-actions.ts'

export type BatchDialog =
  | { kind: 'cancel' }
  | { kind: 'merge' }
  | { kind: 'message' }
  | { kind: 'send_back'; task: BatchTask }

export type BatchActions = {
  /** The host has not answered yet. */
  busy: boolean
  act: (action: BatchTaskAction, task: BatchTask) => void
  pauseOrResume: () => void
  dialog: BatchDialog | null
  setDialog: (dialog: BatchDialog | null) => void
}

/** What the buttons, keys and menus of a batch do. */
export function useBatchActions(batch: Batch): BatchActions {
  const [busy, setBusy] = useState(false)
  const [dialog, setDialog] = useState<BatchDialog | null>(null)
  const { id } = batch
  const during = (work: () => Promise<unknown>) => {
    if (busy) return
    setBusy(true)
    void work().finally(() => setBusy(false))
  }
  const act = (action: BatchTaskAction, task: BatchTask) => {
    switch (action) {
      case 'approve':
        return during(() => approveBatch(id))
      case 'skip':
        return during(() => skipBatchTask(id, task))
      case 'cancel':
        return during(() => cancelBatchTask(id, task))
      case 'retry':
        return during(() => retryBatchTask(id, task))
      case 'check':
        return during(() => checkBatchTask(id, task))
      case 'send_back':
        return setDialog({ kind: 'send_back', task })
    }
  }
  const pauseOrResume = () => during(() => (batch.status === 'paused' ? resumeBatch(id) : pauseBatch(id)))
  return { busy, act, pauseOrResume, dialog, setDialog }
}
