import type { Task } from '#shared/tasks.ts'
import { projects, tasks } from './stores.ts'

/** Words that could be a task's identifier, such as `APP-12`, where nothing that belongs to them stands around them. */
const NAMES = /(?<![\p{L}\d_/#@.-])[A-Za-z][A-Za-z0-9]{0,7}-\d{1,9}(?![\p{L}\d_]|[./@-][\p{L}\d_])/gu

let held: { of: ReadonlyMap<string, Task>; ids: ReadonlyMap<string, string> } | null = null

function ids(): ReadonlyMap<string, string> {
  held = { of: tasks.all, ids: new Map(Array.from(tasks.all.values(), (task) => [task.identifier, task.id])) }
  return held.ids
}

/** The task with this identifier, in whatever case, if it is here. */
export function taskNamed(identifier: string): Task | undefined {
  const name = identifier.toUpperCase()
  const known = tasks.get(held?.ids.get(name) ?? '')
  // An identifier is its task's for ever.
  if (known !== undefined) return known
  // Many words look like one, and the tasks are many.
  if (held?.of === tasks.all || !isKey(name.slice(0, name.lastIndexOf('-')))) return undefined
  return tasks.get(ids().get(name) ?? '')
}

const isKey = (key: string): boolean => [...projects.all.values()].some((project) => project.key === key)

/** Where a text names tasks that are here. */
export function identifiersIn(text: string): { from: number; to: number; task: Task }[] {
  const found = []
  for (const match of text.matchAll(NAMES)) {
    const task = taskNamed(match[0])
    if (task !== undefined) found.push({ from: match.index, to: match.index + match[0].length, task })
  }
  return found
}
