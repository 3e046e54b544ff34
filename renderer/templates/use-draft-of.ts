import { useState } from 'react'
import { templates } from '../state/stores.ts'
import { keepDraft, readDraft } from './kept-drafts.ts'
import { fillIn, isBegun, type TaskDraft } from './task-draft.ts'

/**
 * The new task that is written in the dialog of a project: what was left there when it was closed, else the empty one,
 * begun with the template. Every change is kept at once.
 */
export function useDraftOf(empty: TaskDraft, templateId: string | null) {
  // Its project may become another; where it is kept stays the same.
  const [homeId] = useState(empty.projectId)
  const [first] = useState(() => {
    const kept = readDraft(homeId)
    return { draft: filled(kept ?? empty, templateId), wasKept: kept !== null }
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
      setDraft(filled(empty, templateId))
      setWasKept(false)
    },
  }
}

function filled(draft: TaskDraft, templateId: string | null): TaskDraft {
  const template = templateId === null ? undefined : templates.get(templateId)
  return template === undefined ? draft : fillIn(draft, template)
}
