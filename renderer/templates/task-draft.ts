import type { TaskStatus } from '#shared/tasks.ts'
import type { TaskTemplate } from '#shared/templates.ts'

/** What a template says of a task, and a task of itself. */
export type TaskWords = Pick<
  TaskTemplate,
  'title' | 'description' | 'priority' | 'labelIds' | 'estimate' | 'model' | 'agent' | 'variant'
>

/** Nothing is said yet. */
export const NO_WORDS: TaskWords = {
  title: '',
  description: '',
  priority: 'none',
  labelIds: [],
  estimate: null,
  model: null,
  agent: null,
  variant: null,
}

/** These words of a task, a template or a draft, without what else it has. */
export const wordsOf = (from: TaskWords): TaskWords => ({
  title: from.title,
  description: from.description,
  priority: from.priority,
  labelIds: from.labelIds,
  estimate: from.estimate,
  model: from.model,
  agent: from.agent,
  variant: from.variant,
})

/** A new task while it is being written. */
export type TaskDraft = TaskWords & {
  projectId: string
  status: TaskStatus
  filled: Filled | null
}

/** One in which nothing is written, with the fields that it has from where it is made. */
export const emptyDraft = (
  projectId: string,
  status: TaskStatus,
  fields: Partial<TaskWords> = {},
): TaskDraft => ({ ...NO_WORDS, ...fields, projectId, status, filled: null })

/** The template that filled a draft in: what was there before, and what it made of that. */
export type Filled = { templateId: string; name: string; before: TaskWords; after: TaskWords }

/** The longest title that a task may have. */
export const MAX_TITLE = 500

/**
 * Begins a draft with a template, in the place of the one that it had; null = without any. What the user has written
 * and chosen stays: the title goes on from that of the template, and the template's description goes under it.
 */
export function fillIn(draft: TaskDraft, template: TaskTemplate | null): TaskDraft {
  const before = ownWords(draft)
  if (template === null) return { ...draft, ...before, filled: null }
  const after = laidUnder(before, template)
  return { ...draft, ...after, filled: { templateId: template.id, name: template.name, before, after } }
}

/** What stands in the draft without what its template has put there. What was written into the template's text is kept. */
function ownWords(draft: TaskDraft): TaskWords {
  return draft.filled === null ? wordsOf(draft) : takenOut(wordsOf(draft), draft.filled)
}

function laidUnder(own: TaskWords, template: TaskWords): TaskWords {
  // A variant belongs to its model.
  const worker = own.model !== null || own.variant !== null ? own : template
  return {
    title: own.title.startsWith(template.title)
      ? own.title
      : `${template.title}${own.title}`.slice(0, MAX_TITLE),
    description: under(own.description, template.description),
    priority: own.priority === 'none' ? template.priority : own.priority,
    labelIds: [...new Set([...own.labelIds, ...template.labelIds])],
    estimate: own.estimate ?? template.estimate,
    model: worker.model,
    variant: worker.variant,
    agent: own.agent ?? template.agent,
  }
}

function under(own: string, text: string): string {
  if (own.trim() === '') return text
  return text.trim() === '' ? own : `${own.trimEnd()}\n\n${text}`
}

function takenOut(now: TaskWords, { before, after }: Filled): TaskWords {
  const kept = <F extends keyof TaskWords>(field: F): TaskWords[F] =>
    now[field] === after[field] ? before[field] : now[field]
  const begin = after.title.endsWith(before.title)
    ? after.title.slice(0, after.title.length - before.title.length)
    : ''
  const added = after.labelIds.filter((label) => !before.labelIds.includes(label))
  const worker = now.model === after.model && now.variant === after.variant ? before : now
  return {
    title:
      now.title.startsWith(begin) && now.title !== after.title
        ? now.title.slice(begin.length)
        : kept('title'),
    description: kept('description'),
    priority: kept('priority'),
    labelIds: now.labelIds.filter((label) => !added.includes(label)),
    estimate: kept('estimate'),
    model: worker.model,
    variant: worker.variant,
    agent: kept('agent'),
  }
}

/** Whether a template has just filled it in: nothing was written or chosen since. */
export function isJustFilled(draft: TaskDraft): boolean {
  const write = (words: TaskWords) => JSON.stringify(wordsOf(words))
  return draft.filled !== null && write(draft) === write(draft.filled.after)
}

/** Whether something was written that would be missed. */
export function isBegun(draft: TaskDraft): boolean {
  const { title, description } = ownWords(draft)
  return title.trim() !== '' || description.trim() !== ''
}

/** What the next task of several begins with: the same but for its words, and the same template. */
export function nextDraft(draft: TaskDraft, template: TaskTemplate | null): TaskDraft {
  const next = { ...draft, ...ownWords(draft), title: '', description: '', filled: null }
  return template === null ? next : fillIn(next, template)
}
