import { type ChangeTimes, type IssueBase, stateOfStatus, waitingFields } from '#shared/issue-merge.ts'
import { ISSUE_FIELDS, type IssueField, type WriteSubject } from '#shared/issue-words.ts'
import type { IssueFields } from '#shared/issues.ts'
import { isTerminal } from '#shared/run-words.ts'
import { TASK_STATUSES, type Task, type TaskStatus } from '#shared/tasks.ts'
import type { Comments } from '../tasks/comments.ts'
import type { Reader } from '../tasks/task-records.ts'
import type { IssueApi } from './issue-api.ts'
import { baseOf, type CommentPair, type LinkRecords, type LinkRow } from './issue-records.ts'

/** A task as GitHub would have it. */
export async function fieldsOf(db: Reader, task: Task): Promise<IssueFields> {
  const labels =
    task.labelIds.length === 0
      ? []
      : await db
          .selectFrom('labels')
          .select('name')
          .where('id', 'in', task.labelIds)
          .orderBy('name')
          .execute()
  return {
    title: task.title,
    body: task.description,
    state: stateOfStatus(task.status),
    labels: labels.map(({ name }) => name),
  }
}

/** A field as the log shows it. */
export function valueOf(fields: Partial<IssueFields>, field: IssueField): string | null {
  if (field !== 'labels') return fields[field] ?? null
  return fields.labels === undefined ? null : [...fields.labels].sort().join(', ')
}

/** Whether its status may be changed now: no run and no contest of it goes on. */
export const canMove = ({ contestId, executionStatus }: Task) =>
  contestId === null && (executionStatus === null || isTerminal(executionStatus))

/** Whether it waits for review: what its run has made is not taken yet, so only the user says that it is over. */
export const waitsForReview = ({ status, executionStatus }: Task) =>
  status === 'in_review' && executionStatus !== null

/** Whether its issue may open or close it now. */
export const followsState = (task: Task) => canMove(task) && !waitsForReview(task)

/** What a task was before it was closed; null = it never was, or nobody knows. */
export async function statusBeforeClosed(db: Reader, taskId: string): Promise<TaskStatus | null> {
  const row = await db
    .selectFrom('activity')
    .select('from_value')
    .where('task_id', '=', taskId)
    .where('kind', 'in', ['status', 'issue:state'])
    .where('to_value', 'in', CLOSED)
    .where('from_value', 'not in', CLOSED)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return TASK_STATUSES.find((status) => status === row?.from_value) ?? null
}

const CLOSED = ['done', 'cancelled'] as const satisfies TaskStatus[]

/** How the task's history calls the fields. */
const KINDS: Readonly<Record<Exclude<IssueField, 'state'>, string>> = {
  title: 'title',
  body: 'description',
  labels: 'labelIds',
}

/** When fields were last changed on both sides. @param offset so far GitHub's clock is ahead, in milliseconds */
export async function changeTimes(
  db: Reader,
  task: Task,
  remote: Awaited<ReturnType<IssueApi['changeTimes']>>,
  offset: number,
): Promise<ChangeTimes> {
  const times: ChangeTimes = {}
  for (const field of ISSUE_FIELDS) {
    const local = (await changedAt(db, task, field)) + offset
    times[field] = { local, remote: Date.parse(remote[field].at) }
  }
  return times
}

/** When a field of a task was last changed here, in milliseconds since 1970. */
async function changedAt(db: Reader, task: Task, field: IssueField): Promise<number> {
  const lines = db
    .selectFrom('activity')
    .select((row) => row.fn.max('at').as('at'))
    .where('task_id', '=', task.id)
  // Runs and batches move tasks too; other lines may tell of a title that is called as a status is.
  const ofField =
    field === 'state'
      ? lines
          .where('to_value', 'in', [...TASK_STATUSES])
          .where((row) =>
            row.or([
              row('kind', '=', 'status'),
              row.and([row('kind', 'like', '%:%'), row('kind', 'not like', 'issue:%')]),
            ]),
          )
      : lines.where('kind', '=', KINDS[field])
  const { at } = await ofField.executeTakeFirstOrThrow()
  return Date.parse(at ?? task.createdAt)
}

/** Comments that GitHub has not got yet: new, changed and removed ones of the user's own. */
export function waitingComments(
  here: readonly { id: string; body: string; author: string }[],
  pairs: readonly CommentPair[],
): boolean {
  const byId = new Map(here.map((comment) => [comment.id, comment]))
  const paired = new Set(pairs.map(({ comment_id }) => comment_id))
  return (
    pairs.some(({ comment_id, base_local }) => byId.get(comment_id ?? '')?.body !== base_local) ||
    here.some(({ id, author }) => author === 'user' && !paired.has(id))
  )
}

/** What of a linked task is not at GitHub, in the order of the words. */
export async function waitingOfTask(
  { records, comments }: { records: LinkRecords; comments: Pick<Comments, 'ofTask'> },
  db: Reader,
  link: LinkRow,
  task: Task,
  base: IssueBase | null = baseOf(link),
): Promise<WriteSubject[]> {
  if (base === null) return ['issue']
  const fields: WriteSubject[] = waitingFields(base, await fieldsOf(db, task))
  const pairs = await records.pairs(link.id, db)
  const isWaiting = waitingComments(await comments.ofTask(link.task_id, db), pairs)
  return isWaiting ? [...fields, 'comment'] : fields
}
