import { useState } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import { templates } from '../state/stores.ts'
import { keepDraft, readDraft } from './kept-drafts.ts'
import { fillIn, isBegun, NO_WORDS, type TaskDraft } from './task-draft.ts'

/**
 * The new task that is written in the dialog of a project: what was left there when it was closed, else an empty one,
 * begun with the template. Every change is kept at once.
 */
export function useDraftOf(homeId: string, status: TaskStatus, templateId: string | null) {
  const [first] = useState(() => {
    const kept = readDraft(homeId)
    return { draft: filled(kept ?? emptyDraft(homeId, status), templateId), wasKept: kept !== null }
  })
  const [draft, setState] = useState(first.draft)
  const [wasKept, setWasKept] = useState(first.wasKept)
  const setDraft = (next: TaskDraft) => {
    setState(next)
    keepDraft(homeId, isBegun(next) ? next : null)
    if (!isBegun(next)) setWasKept(false)
  }
  return {
    draft,
    /** It was there when the dialog opened. */
    wasKept,
    setDraft,
    change: (changed: Partial<TaskDraft>) => setDraft({ ...draft, ...changed }),
    /** Throws away what was left, and begins as if nothing had been. */
    startAfresh: () => {
      setDraft(filled(emptyDraft(homeId, status), templateId))
      setWasKept(false)
    },
  }
}

const emptyDraft = (projectId: string, status: TaskStatus): TaskDraft => ({
  ...NO_WORDS,
  projectId,
  status,
  filled: null,
})

function filled(draft: TaskDraft, templateId: string | null): TaskDraft {
  const template = templateId === null ? undefined : templates.get(templateId)
  return template === undefined ? draft : fillIn(draft, template)
}
