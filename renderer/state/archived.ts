import type { Task } from '#shared/tasks.ts'
import { isArchiveHere } from './load.ts'
import { messages, onFeed, runs, tasks } from './stores.ts'
import { isRemembered } from './task-changes.ts'
import { client, type FeedItem } from './transport.ts'

/** Archived tasks that stay in the page: one that is opened later begins with none of them. */
export const MOST_ARCHIVED = 200

/** Tasks that were archived while the page was open, the first one first. */
const putAway = new Set<string>()

let watching = false

/** A page may stay open for weeks: what is archived meanwhile leaves it, the oldest first, and comes back when it is restored. */
export function watchArchived(): void {
  if (watching) return
  watching = true
  onFeed((items) => void followArchived(items))
}

/** Takes what the feed says of the archive. Settles when what was restored is here. */
export async function followArchived(items: readonly FeedItem[]): Promise<void> {
  const restored: string[] = []
  for (const { event, data } of items) {
    if (event !== 'task:updated' || typeof data['archived'] !== 'boolean') continue
    putAway.delete(data.id)
    if (data['archived']) putAway.add(data.id)
    else if (tasks.get(data.id) === undefined) restored.push(data.id)
  }
  letGo()
  for (const id of restored) {
    try {
      tasks.put([await client.tasks.get({ id })])
    } catch {
      // It is gone again, or the host is: then everything is loaded anew.
    }
  }
}

function letGo(): void {
  if (putAway.size <= MOST_ARCHIVED || isArchiveHere()) return
  const gone = new Set<string>()
  for (const id of putAway) {
    if (putAway.size <= MOST_ARCHIVED) break
    const task = tasks.get(id)
    if (task !== undefined && isWanted(task)) continue
    putAway.delete(id)
    if (task?.archived === true) gone.add(id)
  }
  tasks.drop(({ id }) => gone.has(id))
  const dropped = runs.drop(({ taskId }) => gone.has(taskId))
  messages.drop(({ runId }) => dropped.has(runId))
}

/** Somebody looks at it or could undo something at it, or an agent is at work. */
const isWanted = ({ id, executionStatus: status }: Task): boolean =>
  tasks.isFollowed(id) ||
  isRemembered(id) ||
  status === 'queued' ||
  status === 'running' ||
  status === 'waiting'
