import { PLAN_LIMITS, type Plan, type PlanTask } from '#shared/brainstorm-plan.ts'

// What can be done to a plan, each as another plan.

export function changeTask(plan: Plan, key: string, patch: Partial<PlanTask>): Plan {
  return { ...plan, tasks: plan.tasks.map((task) => (task.key === key ? { ...task, ...patch } : task)) }
}

/** What waited for it waits for what it had waited for. */
export function removeTask(plan: Plan, key: string): Plan {
  const before = plan.tasks.find((task) => task.key === key)?.dependsOn ?? []
  const tasks = plan.tasks.flatMap((task) => {
    if (task.key === key) return []
    if (!task.dependsOn.includes(key)) return [task]
    const dependsOn = [...new Set(task.dependsOn.flatMap((one) => (one === key ? before : [one])))]
    return [{ ...task, dependsOn }]
  })
  return { ...plan, tasks }
}

/** Puts a task elsewhere in the list. @param to counted without the task; what is beyond the list changes nothing */
export function placeTask(plan: Plan, key: string, to: number): Plan {
  const at = plan.tasks.findIndex((task) => task.key === key)
  const task = plan.tasks[at]
  if (task === undefined || to === at || to < 0 || to >= plan.tasks.length) return plan
  return { ...plan, tasks: plan.tasks.toSpliced(at, 1).toSpliced(to, 0, task) }
}

/** Which tasks stand before one that they wait for: each with those, in the order of the list. */
export function ahead({ tasks }: Plan): ReadonlyMap<string, readonly string[]> {
  const places = new Map(tasks.map(({ key }, index) => [key, index]))
  const found = new Map<string, readonly string[]>()
  for (const [index, { key, dependsOn }] of tasks.entries()) {
    const below = dependsOn
      .filter((one) => (places.get(one) ?? -1) > index)
      .sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0))
    if (below.length > 0) found.set(key, below)
  }
  return found
}

/** What has come to stand before what it waits for, by another order of the same tasks. */
export function newlyAhead(before: Plan, plan: Plan): { key: string; below: readonly string[] }[] {
  const was = ahead(before)
  return [...ahead(plan)].flatMap(([key, all]) => {
    const below = all.filter((one) => was.get(key)?.includes(one) !== true)
    return below.length === 0 ? [] : [{ key, below }]
  })
}

/** A new task at the end, without a title yet; null where the plan has as many as it may. */
export function addTask(plan: Plan): { plan: Plan; key: string } | null {
  if (plan.tasks.length >= PLAN_LIMITS.tasks) return null
  const numbers = plan.tasks.map(({ key }) => Number(key)).filter(Number.isFinite)
  const taken = new Set(plan.tasks.map((task) => task.key))
  let number = Math.max(0, ...numbers) + 1
  while (taken.has(String(number))) number++
  const key = String(number)
  const task: PlanTask = {
    key,
    title: '',
    description: '',
    criteria: [],
    labels: [],
    priority: 'none',
    estimate: null,
    dependsOn: [],
    files: [],
    included: true,
  }
  return { plan: { ...plan, tasks: [...plan.tasks, task] }, key }
}

/** Without tasks that have no title yet: they are nowhere but here. */
export function titledOnly(plan: Plan): Plan {
  const blank = plan.tasks.filter(({ title }) => title.trim() === '')
  return blank.reduce((kept, { key }) => removeTask(kept, key), plan)
}

/** Lines of a text, each of which is a criterion. */
export const criteriaIn = (text: string): string[] =>
  [
    ...new Set(
      text
        .split('\n')
        .map((line) => line.replace(/^\s*[-*•](?:\s*\[[ x]?\])?\s+/i, '').trim())
        .filter((line) => line !== ''),
    ),
  ]
    .slice(0, PLAN_LIMITS.criteria)
    .map((line) => line.slice(0, PLAN_LIMITS.criterion).toWellFormed())
