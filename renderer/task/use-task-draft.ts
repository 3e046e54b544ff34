import { useCallback } from 'react'
import { drafts, draftKey, readDraft, writeDraft } from '../state/drafts.ts'
import { useSelected } from '../state/hooks.ts'

/**
 * Text being written about a task, the same wherever it is shown, kept on this computer until it is said or the task
 * is gone. null = no draft.
 */
export function useTaskDraft(taskId: string, what: string): [string | null, (text: string | null) => void] {
  const key = draftKey(taskId, what)
  const draft = useSelected(drafts, () => readDraft(key))
  const set = useCallback((text: string | null) => writeDraft(key, text === '' ? null : text), [key])
  return [draft, set]
}
