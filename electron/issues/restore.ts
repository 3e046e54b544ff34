import { AppError, notFound } from '#shared/errors.ts'
import { statusOfState } from '#shared/issue-merge.ts'
import { ISSUE_STATES, replacedBy } from '#shared/issue-words.ts'
import type { Task } from '#shared/tasks.ts'
import type { IssueContext } from './context.ts'
import { toChange, type WriteRow } from './issue-log.ts'
import { statusBeforeClosed } from './project-issue.ts'

/**
 * Takes back what a write has replaced: the task gets it, as if the user had written it, and GitHub with it where both
 * are kept the same. A kill between the two lets it be taken back again, to the same words.
 *
 * @throws AppError NOT_FOUND; CONFLICT when nothing was replaced, or was taken back; TASK_RUNNING, IN_CONTEST for a
 *   state
 */
export async function restoreLost(context: IssueContext, writeId: string): Promise<Task> {
  const { store, journal, tasks } = context
  const write = await journal.find(writeId)
  if (write === null) throw notFound('write', writeId)
  if (write.restored === 1) throw new AppError('CONFLICT', 'It was taken back already.')
  const value = replacedBy(toChange(write))
  if (value === null) throw new AppError('CONFLICT', 'It has replaced nothing that can be taken back.')
  await giveBack(context, write, value)
  await store.write((tx) => journal.noteRestored(tx, writeId))
  return tasks.get(write.task_id)
}

async function giveBack(context: IssueContext, write: WriteRow, value: string): Promise<void> {
  const { tasks, store } = context
  const { task_id: id } = write
  switch (write.subject) {
    case 'title':
      await tasks.update({ id, title: value })
      return
    case 'body':
      await tasks.update({ id, description: value })
      return
    case 'state': {
      const state = ISSUE_STATES.find((one) => one === value) ?? 'open'
      const before = await statusBeforeClosed(store.db, id)
      await tasks.update({ id, status: statusOfState(state, (await tasks.get(id)).status, before) })
      return
    }
    default:
      await restoreComment(context, write, value)
  }
}

/** Words of a comment that is there go back into it; else, and into somebody else's, they are a comment of their own. */
async function restoreComment(
  { comments }: IssueContext,
  { comment_id, task_id }: WriteRow,
  lost: string,
): Promise<void> {
  const there = (await comments.ofTask(task_id)).find(({ id }) => id === comment_id)
  if (there?.author === 'user') await comments.update(there.id, lost)
  else await comments.add(task_id, lost)
}
