import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { actWords, leftWords, tasksInWords } from './act-words.ts'
import { showProblem } from './attempt.ts'
import { type Problem, problemOf } from './errors.ts'
import { tasks } from './stores.ts'
import { writeTask as write } from './task-writes.ts'
import { view } from './view.ts'
import { type Act, addChange, type Outcome, pick, type TaskPatch, UndoStack } from './undo.ts'

export type { TaskPatch }

/** What has failed and was not said yet. */
let unsaid: { id: string; error: unknown }[] = []

/** Says that a task was not changed; of many that were asked for in one go, once. */
function say(id: string, error: unknown): void {
  if (unsaid.length === 0) setTimeout(sayAll)
  unsaid.push({ id, error })
}

/** Reasons that are told of tasks that were not changed. */
const MOST_REASONS = 2

function sayAll(): void {
  const all = unsaid
  unsaid = []
  const [first] = all
  if (first === undefined) return
  if (all.length === 1) {
    const name = tasks.get(first.id)?.identifier
    showProblem(first.error, name === undefined ? undefined : t('{name} was not changed', { name }))
    return
  }
  const reasons = [...new Set(all.map(({ error }) => problemOf(error).message))]
  const more = reasons.length - MOST_REASONS
  showProblem(
    first.error,
    t('{count, plural, one {# task was not changed} other {# tasks were not changed}}', {
      count: all.length,
    }),
    more <= 0
      ? reasons.join(' ')
      : `${reasons.slice(0, MOST_REASONS).join(' ')} ${t('{more, plural, one {# more reason.} other {# more reasons.}}', { more })}`,
  )
}

const stack = new UndoStack({
  read: (id) => tasks.get(id),
  write: async (id, patch) => {
    try {
      return await write(id, patch)
    } catch (error) {
      say(id, error)
      return problemOf(error).code === 'OFFLINE' ? 'offline' : 'refused'
    }
  },
})

/** Whether something that was done to this task can be taken back or done again. */
export const isRemembered = (id: string): boolean => stack.knows(id)

/** One toast at a time says what was done: the newest. */
const TOAST = 'undo'

/** Not over what can be done with selected tasks. */
const place = () => ({
  id: TOAST,
  ...(view.getState().selection.size > 0 ? { position: 'bottom-start' as const } : {}),
})

/** What is being done now: changes of one key or press come one after the other, with nothing in between. */
let current: { act: Act; patch: TaskPatch; writes: Promise<unknown>[] } | null = null

/** Has a change taken up into the act that it is part of. */
function record(task: Task, patch: TaskPatch, written: Promise<Task>): void {
  const doing = current ?? begin(patch)
  // A new status comes with a new place in its column.
  const fields = patch.status === undefined ? patch : { ...patch, order: '' }
  const before = pick(task, fields)
  const taken = (after: Task) => addChange(doing.act, { id: task.id, before, after: pick(after, fields) })
  // What was refused has been said, and is no part of the act.
  doing.writes.push(written.then(taken, () => undefined))
}

function begin(patch: TaskPatch) {
  const act: Act = { name: '', changes: [], settled: Promise.resolve() }
  const doing = { act, patch, writes: [] as Promise<unknown>[] }
  current = doing
  stack.add(act)
  queueMicrotask(() => {
    current = null
    act.settled = Promise.all(doing.writes).then(() => {
      if (act.changes.length === 0) return
      act.name = actWords(
        act.changes.map(({ id }) => nameOf(id)),
        patch,
      )
      toast.info(act.name, { ...place(), action: { label: t('Undo'), onClick: () => void undo(act) } })
    })
  })
  return doing
}

/**
 * Takes up an act that is about something else than fields of tasks.
 *
 * @param isDone whether the host takes it; else it has been said why
 */
export function recordAct(
  name: string,
  turn: NonNullable<Act['turn']>,
  isDone: Promise<boolean> = Promise.resolve(true),
): void {
  const act: Act = { name, changes: [], settled: Promise.resolve(), turn }
  stack.add(act)
  act.settled = isDone.then((is) => {
    if (is) toast.info(name, { ...place(), action: { label: t('Undo'), onClick: () => void undo(act) } })
    else {
      delete act.turn
      stack.drop(act)
    }
  })
}

const nameOf = (id: string) => tasks.get(id)?.identifier ?? t('A task')

/** Changes a task as part of what is being done; throws what the host says against it. */
async function change(id: string, patch: TaskPatch): Promise<Task> {
  const before = tasks.get(id)
  const written = write(id, patch)
  if (before !== undefined) record(before, patch, written)
  return await written
}

/** Changes a task at once; when the host refuses, it changes back and says why. It can be undone. */
export async function mutateTask(id: string, patch: TaskPatch): Promise<Task | null> {
  try {
    return await change(id, patch)
  } catch (error) {
    say(id, error)
    return null
  }
}

/**
 * Saves what is being written at a task, again and again: nothing is told of it, and it is no act of its own. When its
 * writer is done, {@link recordWriting} makes it one.
 *
 * @returns what the host says against it; null = it is saved
 */
export async function saveWriting(id: string, patch: TaskPatch): Promise<Problem | null> {
  try {
    await write(id, patch)
    return null
  } catch (error) {
    return problemOf(error)
  }
}

/** Has what was written at a task be taken back as a whole by the next undo. */
export function recordWriting(id: string, before: TaskPatch, after: TaskPatch): void {
  const changes = [{ id, before, after }]
  stack.add({ name: actWords([nameOf(id)], after), changes, settled: Promise.resolve() })
}

/**
 * Has tasks that were just made be taken back by the next undo: they go to the archive, since what somebody wrote is not
 * deleted by a key, and redo brings them from there.
 */
export function recordCreated(made: readonly Task[]): Act {
  const changes = made.map(({ id }) => ({ id, before: { archived: true }, after: { archived: false } }))
  const name = t('{tasks} created', { tasks: tasksInWords(made.map(({ identifier }) => identifier)) })
  const act: Act = { name, changes, settled: Promise.resolve() }
  stack.add(act)
  return act
}

/** The same, but that a refusal is answered, to be shown where it happened; null = there is none. */
export async function changeTask(id: string, patch: TaskPatch): Promise<Problem | null> {
  try {
    await change(id, patch)
    return null
  } catch (error) {
    return problemOf(error)
  }
}

/** Changes several, undone at once. So are other changes that are asked for in one go. */
export const mutateTasks = (ids: readonly string[], patch: TaskPatch): Promise<unknown> =>
  Promise.all(ids.map((id) => mutateTask(id, patch)))

/** Takes tasks off the board. */
export async function archiveTasks(ids: readonly string[]): Promise<void> {
  await mutateTasks(ids, { archived: true })
}

/** What undo and redo would come to, by name; null = there is nothing. */
export const toUndo = (): string | null => stack.last?.name ?? null
export const toRedo = (): string | null => stack.lastUndone?.name ?? null

/** Takes back what was done last, or this act. */
export async function undo(act?: Act): Promise<void> {
  const outcome = await stack.undo(act)
  if (outcome === null) toast.info(t('There is nothing to undo'), place())
  else
    tell(
      outcome,
      {
        done: t('Undone: {name}', { name: outcome.name }),
        not: t('Not undone: {name}', { name: outcome.name }),
      },
      { label: t('Redo'), onClick: () => void redo() },
    )
}

/** Does again what was taken back last. */
export async function redo(): Promise<void> {
  const outcome = await stack.redo()
  if (outcome === null) toast.info(t('There is nothing to do again'), place())
  else
    tell(
      outcome,
      {
        done: t('Done again: {name}', { name: outcome.name }),
        not: t('Not done again: {name}', { name: outcome.name }),
      },
      { label: t('Undo'), onClick: () => void undo() },
    )
}

function tell(
  outcome: Outcome,
  words: { done: string; not: string },
  action: { label: string; onClick: () => void },
): void {
  const left = leftWords(outcome, nameOf)
  if (outcome.done.length > 0) {
    toast.info(words.done, {
      ...place(),
      action,
      ...(left === null ? {} : { description: left }),
    })
  } else if (left !== null) {
    toast.error(words.not, { ...place(), description: left })
  } else toast.dismiss(TOAST)
}
