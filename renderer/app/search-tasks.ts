import type { Task } from '#shared/tasks.ts'

/**
 * Tasks whose identifier, issue or title holds every word, the best first: identifier, then issue, then title's
 * beginning, then newest.
 *
 * @param issueOf number of a task's issue at GitHub
 */
export function searchTasks(
  tasks: readonly Task[],
  query: string,
  limit: number,
  issueOf: (taskId: string) => number | null = () => null,
): Task[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const scored: { task: Task; score: number }[] = []
  for (const task of tasks) {
    const identifier = task.identifier.toLowerCase()
    const title = task.title.toLowerCase()
    const isIssue = (word: string) =>
      /^#?\d+$/.test(word) && issueOf(task.id) === Number(word.replace('#', ''))
    if (!words.every((word) => identifier.includes(word) || title.includes(word) || isIssue(word))) continue
    const first = words[0] ?? ''
    const score =
      (identifier === first || identifier.endsWith(`-${first}`) ? 8 : 0) +
      (isIssue(first) ? 6 : 0) +
      (title.startsWith(query.toLowerCase()) ? 4 : 0) +
      (words.every((word) => title.includes(` ${word}`) || title.startsWith(word)) ? 2 : 0) +
      (task.status === 'done' || task.status === 'cancelled' ? 0 : 1)
    scored.push({ task, score })
  }
  return scored
    .sort((a, b) => b.score - a.score || (a.task.updatedAt < b.task.updatedAt ? 1 : -1))
    .slice(0, limit)
    .map(({ task }) => task)
}
