import { createStore } from 'zustand/vanilla'
import type { Task } from '#shared/tasks.ts'
import type { TaskTemplate } from '#shared/templates.ts'
import { type TaskWords, wordsOf } from './task-draft.ts'

/** What is about to be done about a template. */
export type TemplateDialog =
  | { kind: 'save'; name: string; projectId: string | null; words: TaskWords }
  | { kind: 'edit'; template: TaskTemplate }
  | { kind: 'delete'; template: TaskTemplate }

/** The dialog about a template that is open, wherever it was asked for. */
export const templateDialog = createStore<{ open: TemplateDialog | null }>(() => ({ open: null }))

export const openTemplateDialog = (open: TemplateDialog): void => templateDialog.setState({ open })

/** The longest name that a template may have. */
export const MAX_NAME = 100

/** Asks under which name a task is to be kept as a template. */
export function openSaveTask(task: Task): void {
  openTemplateDialog({
    kind: 'save',
    name: task.title.slice(0, MAX_NAME).trim(),
    projectId: task.projectId,
    words: wordsOf(task),
  })
}
