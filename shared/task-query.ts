import { z } from 'zod'
import { agentName } from './agents.ts'
import { id } from './common.ts'
import { priority, taskStatus } from './tasks.ts'

/** How tasks are laid out: columns of cards, or rows. */
const LAYOUTS = ['board', 'list'] as const
/** What columns of a board, groups of a list and swimlanes are made by. */
const GROUPINGS = ['status', 'priority', 'project', 'label', 'agent', 'batch'] as const
/** `manual` = as their cards were moved; `updated` and `created` have the newest first, `due` the most urgent. */
const ORDERINGS = ['manual', 'priority', 'updated', 'created', 'due'] as const
/** `open` = queued, running or waiting; `failed`; `none` = never executed. */
const RUN_FILTERS = ['open', 'waiting', 'failed', 'none'] as const
/** By the calendar: before today, today, within the next seven days, without a day. */
const DUE_FILTERS = ['overdue', 'today', 'week', 'none'] as const

const some = <T extends z.ZodType>(one: T) => z.array(one).min(1).max(100).optional()

/** What a view shows. An absent part asks nothing; several values of one part are alternatives; parts add up. */
const taskConditions = z.strictObject({
  status: some(taskStatus),
  priority: some(priority),
  label: some(id),
  /** Only in views of all projects. */
  project: some(id),
  agent: some(agentName),
  run: some(z.enum(RUN_FILTERS)),
  due: some(z.enum(DUE_FILTERS)),
  /** Tasks that wait for others that are not done; false = those that wait for none. */
  blocked: z.boolean().optional(),
  /** Found in title, description and comments. */
  text: z.string().trim().min(1).max(500).optional(),
})
export type TaskConditions = z.infer<typeof taskConditions>

/** Tasks as somebody wants to see them: which ones, how they are grouped, and in what order. */
export const taskQuery = z.strictObject({
  layout: z.enum(LAYOUTS).default('board'),
  groupBy: z.enum(GROUPINGS).default('status'),
  /** Swimlanes across the columns of a board; null = none. Another than `groupBy`. */
  lanes: z.enum(GROUPINGS).nullable().default(null),
  order: z.enum(ORDERINGS).default('manual'),
  conditions: taskConditions.default({}),
  /** Groups without a task are shown. */
  showEmpty: z.boolean().default(true),
  showArchived: z.boolean().default(false),
})
export type TaskQuery = z.infer<typeof taskQuery>

/** The same where somebody asks to keep it. */
export const askedQuery = taskQuery.refine(({ groupBy, lanes }) => lanes !== groupBy, {
  path: ['lanes'],
  message: 'lanes across columns of the same kind: name another, or null for none',
})
