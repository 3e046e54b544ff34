import { findCycle } from './dependencies.ts'
import { t } from './strings/t.ts'
import type { Priority } from './tasks.ts'

// The page loads this file, so nothing of zod may stand in it.

export const PLAN_PRIORITIES = ['none', 'urgent', 'high', 'medium', 'low'] as const satisfies Priority[]

/** What a plan may hold. */
export const PLAN_LIMITS = {
  tasks: 50,
  title: 300,
  description: 20_000,
  criteria: 20,
  criterion: 500,
  labels: 10,
  label: 50,
  files: 30,
  file: 500,
  key: 40,
  summary: 4_000,
} as const

/** A task as a plan has it. */
export interface PlanTask {
  /** Names it within its plan. */
  key: string
  title: string
  /** Markdown. */
  description: string
  /** What has to hold for it to be done. */
  criteria: string[]
  labels: string[]
  priority: Priority
  /** Points. */
  estimate: number | null
  /** Keys of tasks of the plan that have to be done before it. */
  dependsOn: string[]
  /** Where it will probably change something. */
  files: string[]
  /** Whether it becomes a task when the plan is accepted. */
  included: boolean
}

/** What a goal becomes. */
export interface Plan {
  /** What the agent says about the whole of it. */
  summary: string
  tasks: PlanTask[]
}

/** What is wrong with a plan as a whole, in words; null = nothing. */
export function planProblem({ tasks }: Plan): string | null {
  if (tasks.length === 0) return t('The plan has no task.')
  if (tasks.length > PLAN_LIMITS.tasks)
    return t('The plan has more than {most} tasks.', { most: PLAN_LIMITS.tasks })
  const keys = new Set<string>()
  const titles = new Set<string>()
  for (const [index, { key, title }] of tasks.entries()) {
    const number = index + 1
    if (key.trim() === '') return t('Task {number} has no key.', { number })
    if (keys.has(key)) return t('Two tasks have the key “{key}”.', { key: cut(key) })
    keys.add(key)
    if (title.trim() === '') return t('Task {number} has no title.', { number })
    const folded = title.trim().toLowerCase()
    if (titles.has(folded)) return t('Two tasks are called “{title}”.', { title: cut(title) })
    titles.add(folded)
  }
  for (const { title, dependsOn, key } of tasks) {
    const missing = dependsOn.find((one) => !keys.has(one))
    if (missing !== undefined)
      return t('“{title}” depends on “{missing}”, which is not in the plan.', {
        title: cut(title),
        missing: cut(missing),
      })
    if (dependsOn.includes(key)) return t('“{title}” depends on itself.', { title: cut(title) })
  }
  const edges = edgesOf(tasks)
  for (const { key } of tasks) {
    const cycle = findCycle(edges, key)
    if (cycle === null) continue
    const titleOf = (one: string) => `“${cut(tasks.find((task) => task.key === one)?.title ?? one)}”`
    return t('These tasks wait for each other: {tasks}.', { tasks: cycle.map(titleOf).join(' → ') })
  }
  return null
}

const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

const edgesOf = (tasks: readonly PlanTask[]) =>
  new Map(tasks.map(({ key, dependsOn }): [string, readonly string[]] => [key, dependsOn]))

/** Whether `task` may wait for `other`: not for itself, nor for what waits for it. */
export function mayDependOn(tasks: readonly PlanTask[], task: string, other: string): boolean {
  if (task === other) return false
  const edges = new Map(edgesOf(tasks))
  edges.set(task, [...(edges.get(task) ?? []), other])
  return findCycle(edges, task) === null
}

/** What becomes of a plan: its included tasks, each after what it waits for, else in the plan's order. */
export function acceptedTasks({ tasks }: Plan): PlanTask[] {
  const included = tasks.filter((task) => task.included)
  const byKey = new Map(tasks.map((task) => [task.key, task]))
  const placed = new Map<string, PlanTask>()
  const place = (task: PlanTask, dependsOn: string[]) => {
    for (const key of dependsOn) {
      const other = byKey.get(key)
      if (other !== undefined && !placed.has(key)) place(other, throughLeftOut(byKey, other))
    }
    placed.set(task.key, { ...task, dependsOn })
  }
  for (const task of included) if (!placed.has(task.key)) place(task, throughLeftOut(byKey, task))
  return [...placed.values()]
}

/** What a task waits for once what is left out is gone: what that had waited for takes its place. */
function throughLeftOut(byKey: ReadonlyMap<string, PlanTask>, task: PlanTask): string[] {
  const found = new Set<string>()
  const seen = new Set<string>()
  const look = (keys: readonly string[]) => {
    for (const key of keys) {
      const other = byKey.get(key)
      if (other === undefined || seen.has(key)) continue
      seen.add(key)
      if (other.included) found.add(key)
      else look(other.dependsOn)
    }
  }
  look(task.dependsOn)
  return [...found]
}

/** How much a plan is: of its included tasks. */
export interface PlanSize {
  tasks: number
  /** Points of those that have an estimate. */
  points: number
  unestimated: number
  /** The longest chain of tasks that wait for each other, as keys from the first to the last. */
  criticalPath: string[]
  /** Points of that chain. */
  criticalPoints: number
}

/** The longest chain is the one with most points, and of those with as many the one with most tasks. */
export function planSize(plan: Plan): PlanSize {
  const tasks = acceptedTasks(plan)
  const best = new Map<string, { points: number; path: string[] }>()
  let longest = { points: 0, path: [] as string[] }
  const isLonger = (one: typeof longest, other: typeof longest) =>
    one.points > other.points || (one.points === other.points && one.path.length > other.path.length)
  for (const { key, dependsOn, estimate } of tasks) {
    let before = { points: 0, path: [] as string[] }
    for (const other of dependsOn) {
      const chain = best.get(other)
      if (chain !== undefined && isLonger(chain, before)) before = chain
    }
    const chain = { points: before.points + (estimate ?? 0), path: [...before.path, key] }
    best.set(key, chain)
    if (isLonger(chain, longest)) longest = chain
  }
  const points = tasks.reduce((sum, { estimate }) => sum + (estimate ?? 0), 0)
  return {
    tasks: tasks.length,
    points: round(points),
    unestimated: tasks.filter(({ estimate }) => estimate === null).length,
    criticalPath: longest.path,
    criticalPoints: round(longest.points),
  }
}

/** Sums of tenths. */
const round = (points: number) => Math.round(points * 1000) / 1000

/** The description of the task that a task of a plan becomes. */
export function describeTask({ description, criteria, files }: PlanTask): string {
  const parts = [description.trim()]
  if (criteria.length > 0)
    parts.push(`## Acceptance criteria\n\n${criteria.map((one) => `- [ ] ${one}`).join('\n')}`)
  if (files.length > 0) parts.push(`Likely in: ${files.map((one) => `\`${one}\``).join(', ')}`)
  return parts.filter((part) => part !== '').join('\n\n')
}

/** A plan in the form that agents are told, as JSON; without what is left out. */
export function planJson(plan: Plan): string {
  const tasks = acceptedTasks(plan).map(({ criteria, included: _included, ...task }) => ({
    ...task,
    acceptanceCriteria: criteria,
  }))
  return JSON.stringify({ summary: plan.summary, tasks }, null, 1)
}
