import { z } from 'zod'
import { agentName } from './agents.ts'
import { id, line, modelName, page, paging, timestamp } from './common.ts'
import { errorEnvelope } from './errors.ts'
import { runStatus } from './runs.ts'

export const TASK_STATUSES = ['backlog', 'todo', 'in_progress', 'in_review', 'done', 'cancelled'] as const
export const taskStatus = z.enum(TASK_STATUSES)
export type TaskStatus = z.infer<typeof taskStatus>

export const PRIORITIES = ['none', 'urgent', 'high', 'medium', 'low'] as const
export const priority = z.enum(PRIORITIES)
export type Priority = z.infer<typeof priority>

export const task = z.object({
  id,
  projectId: id,
  /** Such as `APP-12`; never reused. */
  identifier: z.string(),
  title: z.string(),
  /** Markdown. */
  description: z.string(),
  status: taskStatus,
  priority,
  /** Fractional index: cards of a column are sorted by (order, id) as plain strings. */
  order: z.string(),
  labelIds: z.array(id),
  /** Calendar day, `YYYY-MM-DD`. */
  dueDate: z.iso.date().nullable(),
  /** Points. */
  estimate: z.number().nullable(),
  parentId: id.nullable(),
  /** Tasks that must be done before this one may run. */
  dependsOn: z.array(id),
  archived: z.boolean(),
  /** The goal of a brainstorm: archived, and in no list of tasks. */
  isGoal: z.boolean(),
  model: modelName.nullable(),
  /** `build`, `plan` or another; null = the project's. */
  agent: agentName.nullable(),
  /** Of the model, such as `high`; null = the project's. */
  variant: agentName.nullable(),
  branchName: z.string().nullable(),
  executionStatus: runStatus.nullable(),
  /** Whole percent of the agent's own plan, null while it has none. */
  executionProgress: z.number().int().nullable(),
  latestRunId: id.nullable(),
  /** The contest that goes on at it. */
  contestId: id.nullable(),
  prUrl: z.string().nullable(),
  prNumber: z.number().int().nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  updatedSeq: z.number().int(),
})
export type Task = z.infer<typeof task>

/** A task by its id, or by its identifier such as `APP-12`. */
export const taskRef = z
  .string()
  .refine(
    (value) => id.safeParse(value).success || /^[a-z][a-z0-9]{0,7}-\d{1,9}$/i.test(value),
    'neither the id of a task nor an identifier such as APP-12',
  )

const fields = {
  title: line(500, 'a task needs a title'),
  description: z
    .string()
    .max(
      200_000,
      'at most 200,000 characters; keep longer text in a file of the repository and name it here',
    ),
  status: taskStatus,
  priority,
  order: z.string().regex(/^[0-9A-Za-z]{1,200}$/, 'not a fractional index'),
  labelIds: z.array(id).max(50),
  dueDate: z.iso.date().nullable(),
  estimate: z.number().min(0).max(1000).nullable(),
  parentId: taskRef.nullable(),
  dependsOn: z.array(taskRef).max(100),
  model: modelName.nullable(),
  agent: agentName.nullable(),
  variant: agentName.nullable(),
}

export const createTask = z.strictObject({
  projectId: id,
  title: fields.title,
  description: fields.description.default(''),
  status: fields.status.default('todo'),
  priority: fields.priority.default('none'),
  order: fields.order.optional(),
  labelIds: fields.labelIds.default([]),
  dueDate: fields.dueDate.default(null),
  estimate: fields.estimate.default(null),
  parentId: fields.parentId.default(null),
  dependsOn: fields.dependsOn.default([]),
  model: fields.model.default(null),
  agent: fields.agent.default(null),
  variant: fields.variant.default(null),
  /** The task that it repeats: words and files that are not the user’s there are not the user’s here. */
  copyOf: taskRef.optional(),
})
export type CreateTask = z.input<typeof createTask>

/** So many tasks are made by one call. */
export const MOST_CREATED = 500

export const createTasks = z.strictObject({
  projectId: id,
  tasks: z
    .array(createTask.omit({ projectId: true }))
    .min(1, 'name at least one task')
    .max(MOST_CREATED, `at most ${MOST_CREATED} tasks`),
})
export type CreateTasks = z.input<typeof createTasks>

export const updateTask = z.strictObject({
  id: taskRef,
  ...z.object(fields).partial().shape,
  archived: z.boolean().optional(),
})
export type UpdateTask = z.infer<typeof updateTask>

/** So many tasks are changed by one call. */
export const MOST_UPDATES = 200

export const updateTasks = z.strictObject({
  changes: z
    .array(updateTask)
    .min(1, 'name at least one change')
    .max(MOST_UPDATES, `at most ${MOST_UPDATES} changes`),
})

/** What became of several changes: those that were made, and why others were not. */
export const updatedTasks = z.object({
  items: z.array(task),
  /** `id` as it was given. */
  refused: z.array(z.object({ id: z.string(), ...errorEnvelope.shape })),
})
export type UpdatedTasks = z.infer<typeof updatedTasks>

/** `status` may name several, separated by commas; `q` searches titles, descriptions and comments. */
export const listTasks = z.strictObject({
  projectId: id.optional(),
  status: z
    .string()
    .optional()
    .refine(
      (value) => value === undefined || value.split(',').every((one) => taskStatus.safeParse(one).success),
      'unknown status',
    ),
  label: id.optional(),
  q: z.string().max(500).optional(),
  archived: z.stringbool().or(z.boolean()).default(false),
  ...paging,
})
export const taskPage = page(task)

export const comment = z.object({
  id,
  taskId: id,
  /** Markdown. */
  body: z.string(),
  /** `user`, or a login at GitHub: then it can be changed there alone. */
  author: z.string(),
  /** Where it stands at GitHub; null = nowhere but here. */
  url: z.string().nullable(),
  /** Somebody else speaks to the user in it, and the user has said nothing in the task since. */
  isMention: z.boolean(),
  createdAt: timestamp,
  updatedAt: timestamp,
  updatedSeq: z.number().int(),
})
export type Comment = z.infer<typeof comment>
export const commentBody = z.string().trim().min(1, 'a comment needs text').max(100_000)

/** One line of a task's history: what changed, from what to what. */
export const activity = z.object({
  id,
  taskId: id,
  at: timestamp,
  /** `user` or `engine`. */
  actor: z.enum(['user', 'engine']),
  /** `created`, a field of the task (`status`, `priority`, ...), or a run event (`run:succeeded`, ...). */
  kind: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
})
export type Activity = z.infer<typeof activity>
