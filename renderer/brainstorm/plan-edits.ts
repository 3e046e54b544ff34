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

/** Puts a task one place up or down; at the end of the list nothing happens. */
export function moveTask(plan: Plan, key: string, by: 1 | -1): Plan {
  const at = plan.tasks.findIndex((task) => task.key === key)
  const [task, other] = [plan.tasks[at], plan.tasks[at + by]]
  if (task === undefined || other === undefined) return plan
  const tasks = [...plan.tasks]
  tasks[at] = other
  tasks[at + by] = task
  return { ...plan, tasks }
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
