import { PRIORITY_NAMES } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import type { Filled, TaskDraft, TaskWords } from './task-draft.ts'

const KEY = 'openlinear.new-task'

/** The new task that was being written when its dialog was closed, by the project that it was opened for. */
export function readDraft(projectId: string): TaskDraft | null {
  const kept = readAll()[projectId]
  return isDraft(kept) ? kept : null
}

/** Keeps it in this browser until it is made or thrown away; null = there is none any more. */
export function keepDraft(projectId: string, draft: TaskDraft | null): void {
  const { [projectId]: before, ...others } = readAll()
  if (draft === null && before === undefined) return
  try {
    localStorage.setItem(KEY, JSON.stringify(draft === null ? others : { ...others, [projectId]: draft }))
  } catch (error) {
    console.warn('The draft is not kept', error)
  }
}

function readAll(): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return isRecord(kept) ? kept : {}
  } catch {
    // Without a storage, or with another's words in it, there is none.
    return {}
  }
}

// Another version of the page may have kept it: what is not as it should be counts for nothing.

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === 'string'
const isNameOrNull = (value: unknown): boolean => value === null || isText(value)
const isOneOf = (value: unknown, names: object): boolean => isText(value) && Object.hasOwn(names, value)

const isWords = (value: unknown): value is TaskWords =>
  isRecord(value) &&
  isText(value['title']) &&
  isText(value['description']) &&
  isOneOf(value['priority'], PRIORITY_NAMES) &&
  Array.isArray(value['labelIds']) &&
  value['labelIds'].every(isText) &&
  (value['estimate'] === null || Number.isFinite(value['estimate'])) &&
  [value['model'], value['agent'], value['variant']].every(isNameOrNull)

const isFilled = (value: unknown): value is Filled =>
  isRecord(value) &&
  isText(value['templateId']) &&
  isText(value['name']) &&
  isWords(value['before']) &&
  isWords(value['after'])

const isDraft = (value: unknown): value is TaskDraft =>
  isRecord(value) &&
  isText(value['projectId']) &&
  isOneOf(value['status'], STATUS_NAMES) &&
  (value['filled'] === null || isFilled(value['filled'])) &&
  isWords(value)
