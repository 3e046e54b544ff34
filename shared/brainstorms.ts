import { z } from 'zod'
import { agentName } from './agents.ts'
import { PLAN_LIMITS, PLAN_PRIORITIES, planProblem } from './brainstorm-plan.ts'
import { BRAINSTORM_STATUSES } from './brainstorm-state.ts'
import { id, line, modelName, timestamp } from './common.ts'
import { canBeSeen, onOneLine } from './one-line.ts'
import { task, taskRef } from './tasks.ts'

const text = (most: number) => z.string().max(most)

/** A task of a plan; see `PlanTask`. */
export const planTask = z.strictObject({
  key: text(PLAN_LIMITS.key).min(1),
  title: line(PLAN_LIMITS.title, 'a task needs a title'),
  description: text(PLAN_LIMITS.description).default(''),
  criteria: z
    .array(line(PLAN_LIMITS.criterion, 'a criterion needs words'))
    .max(PLAN_LIMITS.criteria)
    .default([]),
  labels: z.array(line(PLAN_LIMITS.label, 'a label needs a name')).max(PLAN_LIMITS.labels).default([]),
  priority: z.enum(PLAN_PRIORITIES).default('none'),
  estimate: z.number().min(0).max(1000).nullable().default(null),
  dependsOn: z.array(text(PLAN_LIMITS.key).min(1)).max(PLAN_LIMITS.tasks).default([]),
  files: z.array(line(PLAN_LIMITS.file, 'a file needs a name')).max(PLAN_LIMITS.files).default([]),
  included: z.boolean().default(true),
})

/** What a goal becomes. */
export const plan = z.strictObject({
  summary: text(PLAN_LIMITS.summary).default(''),
  tasks: z.array(planTask).max(PLAN_LIMITS.tasks),
})

/** A plan whose tasks do not contradict each other. */
const soundPlan = plan.superRefine((value, context) => {
  const problem = planProblem(value)
  if (problem !== null) context.addIssue({ code: 'custom', message: problem })
})

/** A goal that becomes a plan. Its run says where it is: see `brainstormStatus`. */
export const brainstorm = z.object({
  /** The goal's: a task that no list shows. */
  id,
  projectId: id,
  /** The task that it breaks down: what is accepted stands below it. */
  parentId: id.nullable(),
  /** The plan that stands is not as it was proposed last. */
  isEdited: z.boolean(),
  /** Rises with each change of the plan by its user. */
  revision: z.number().int(),
  acceptedAt: timestamp.nullable(),
  /** The tasks that accepting it has made. */
  createdTaskIds: z.array(id),
  dismissedAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedSeq: z.number().int(),
})
export type Brainstorm = z.infer<typeof brainstorm>

const status = z.enum(BRAINSTORM_STATUSES)

/** One of a list. */
export const listedBrainstorm = z.object({ brainstorm, status, goal: task })
export type ListedBrainstorm = z.infer<typeof listedBrainstorm>

/** The same with all that its plan is. */
export const wholeBrainstorm = z.object({
  ...listedBrainstorm.shape,
  /** Its runs, oldest first: the first one, one for each change that was asked for, and those that were tried again. */
  runIds: z.array(id),
  /** As it stands: edited, or as the agent has proposed it last. */
  plan: plan.nullable(),
  /** What the agent has proposed last; null = nothing that could be read. */
  proposed: plan.nullable(),
  /** The plan as its user had changed it before the agent made another one. */
  replaced: plan.nullable(),
})
export type WholeBrainstorm = z.infer<typeof wholeBrainstorm>

/** Who makes the plan; a variant belongs to its model. */
const planner = { model: modelName.optional(), variant: agentName.optional() }

export const createBrainstorm = z.strictObject({
  projectId: id,
  /** The first line is the title of the goal. */
  goal: text(50_000).refine((goal) => canBeSeen(onOneLine(goal)), 'a goal needs words'),
  /** A task of the project that it breaks down. */
  parentId: id.optional(),
  ...planner,
})
export type CreateBrainstorm = z.input<typeof createBrainstorm>

export const editPlan = z.strictObject({
  id: taskRef,
  /** null = as proposed again. */
  plan: plan.nullable(),
  /** That it was changed from: 409 CONFLICT when it was changed elsewhere since. */
  revision: z.number().int().min(0).optional(),
})

export const askForChanges = z.strictObject({
  id: taskRef,
  comments: z.string().trim().min(1).max(20_000),
})

/** What is left out stays as it was in the last run; with a `model` and no `variant` it has its default. */
export const retryBrainstorm = z.strictObject({ id: taskRef, ...planner })
export type RetryBrainstorm = z.input<typeof retryBrainstorm>

export const acceptPlan = z.strictObject({
  id: taskRef,
  /** Instead of the plan as it stands. */
  plan: soundPlan.optional(),
  status: z.enum(['backlog', 'todo']).default('todo'),
  /** Below the task that it breaks down, else below one that is made of the goal. */
  asSubTasks: z.boolean().default(false),
})
export type AcceptPlan = z.input<typeof acceptPlan>

export const dismissBrainstorm = z.strictObject({
  id: taskRef,
  /** false = takes it up again. */
  dismissed: z.boolean().default(true),
})
