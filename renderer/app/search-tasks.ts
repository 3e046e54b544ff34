import type { Task } from '#shared/tasks.ts'
import { score as scoreFuzzy } from '../commands/palette/rank.ts'

/** What is looked at of a task. */
const texts = new WeakMap<Task, { identifier: string; title: string }>()

function textOf(task: Task): { identifier: string; title: string } {
  const held = texts.get(task)
  if (held !== undefined) return held
  const text = { identifier: task.identifier.toLowerCase(), title: task.title.toLowerCase() }
  texts.set(task, text)
  return text
}

/**
 * Tasks whose identifier, issue or title holds every word, the best first: identifier, then issue, then title's
 * beginning, then newest. Where there are few of them, also those whose title has the letters in their order.
 *
 * @param issueOf number of a task's issue at GitHub
 */
export function searchTasks(
  tasks: Iterable<Task>,
  query: string,
  limit: number,
  issueOf: (taskId: string) => number | null = () => null,
): Task[] {
  const wanted = query.toLowerCase()
  const words = wanted.split(/\s+/).filter(Boolean)
  const first = words[0]
  if (first === undefined) return []
  const all = [...tasks]
  const scored: { task: Task; score: number }[] = []
  for (const task of all) {
    const { identifier, title } = textOf(task)
    const isIssue = (word: string) =>
      /^#?\d+$/.test(word) && issueOf(task.id) === Number(word.replace('#', ''))
    if (!words.every((word) => identifier.includes(word) || title.includes(word) || isIssue(word))) continue
    const score =
      (identifier === first || identifier.endsWith(`-${first}`) ? 8 : 0) +
      (isIssue(first) ? 6 : 0) +
      (title.startsWith(wanted) ? 4 : 0) +
      (words.every((word) => title.includes(` ${word}`) || title.startsWith(word)) ? 2 : 0) +
      (task.status === 'done' || task.status === 'cancelled' ? 0 : 1)
    scored.push({ task, score })
  }
  const found = best(scored, limit)
  return found.length < limit
    ? [...found, ...searchFuzzy(all, found, words.join(''), limit - found.length)]
    : found
}

function best(scored: { task: Task; score: number }[], limit: number): Task[] {
  return scored
    .sort((a, b) => b.score - a.score || (a.task.updatedAt < b.task.updatedAt ? 1 : -1))
    .slice(0, limit)
    .map(({ task }) => task)
}

/** Fewer letters than this are in every title. */
const FUZZY_FROM = 3
/** Of so many titles that have the letters the best are looked for. */
const FUZZY_MOST = 1000
/** What is found so much worse than the best only has the same letters somewhere. */
const FUZZY_WORSE = 0.08

function searchFuzzy(all: readonly Task[], found: readonly Task[], letters: string, limit: number): Task[] {
  if (letters.length < FUZZY_FROM || /\d/.test(letters)) return []
  const taken = new Set(found)
  const candidates: Task[] = []
  for (const task of all) {
    if (candidates.length === FUZZY_MOST) break
    if (!taken.has(task) && hasInOrder(textOf(task).title, letters)) candidates.push(task)
  }
  const scored = candidates.map((task) => ({ task, score: scoreFuzzy(letters, task.title) }))
  const top = Math.max(...scored.map(({ score }) => score))
  return best(
    scored.filter(({ score }) => score >= top * FUZZY_WORSE),
    limit,
  )
}

function hasInOrder(text: string, letters: string): boolean {
  let from = 0
  for (const letter of letters) {
    from = text.indexOf(letter, from) + 1
    if (from === 0) return false
  }
  return true
}
