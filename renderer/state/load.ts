import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { problemOf } from './errors.ts'
import { batches, contests, messages, runs, tasks } from './stores.ts'
import { client } from './transport.ts'

/** As many as the host gives at once. */
const PAGE = 1000

/** All pages of a list of tasks, and the oldest position at which a page was true. */
export async function listTasks(query: {
  projectId?: string
  archived?: boolean
  q?: string
}): Promise<{ items: Task[]; seq: number }> {
  const items: Task[] = []
  let seq = Number.POSITIVE_INFINITY
  let cursor: string | undefined
  do {
    const page = await client.tasks.list({
      ...query,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    })
    items.push(...page.items)
    seq = Math.min(seq, page.seq)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return { items, seq }
}

const asked = new Map<string, Promise<void>>()

/** Does `work` once at a time for a key, and forgets a failure, so that it can be asked again. */
function once(key: string, work: () => Promise<void>): Promise<void> {
  const running = asked.get(key)
  if (running !== undefined) return running
  const promise = work().finally(() => asked.delete(key))
  asked.set(key, promise)
  return promise
}

/** Brings a run that is not here; one that does not exist (any more) stays missing. */
export const loadRun = (id: string): Promise<void> =>
  once(`run ${id}`, async () => {
    try {
      runs.put([await client.runs.get({ id })])
    } catch {
      // The view does without it; the next mount asks again.
    }
  })

/** Brings every attempt at a task. */
export const loadRunsOf = (taskId: string): Promise<void> =>
  once(`runs of ${taskId}`, async () => {
    const { items } = await client.tasks.runs({ id: taskId })
    runs.put(items)
  })

/** Brings a batch that is not here; one that does not exist (any more) stays missing. */
export const loadBatch = (id: string): Promise<void> =>
  once(`batch ${id}`, async () => {
    batches.put([await client.batches.get({ id })])
  })

/** Brings a contest that is not here; one that does not exist (any more) stays missing. */
export const loadContest = (id: string): Promise<void> =>
  once(`contest ${id}`, async () => {
    contests.put([await client.contests.get({ id })])
  })

/** Brings the candidates of a contest. */
export const loadCandidates = (contestId: string): Promise<void> =>
  once(`candidates of ${contestId}`, async () => {
    const { items } = await client.contests.candidates({ id: contestId })
    runs.put(items)
  })

/** Batches on a page of their list. */
const BATCHES = 30

/** Brings the newest batches (of a project), or those before `cursor`; answers where the next page begins. */
export async function loadBatches(cursor: string | null, projectId: string | null): Promise<string | null> {
  const page = await client.batches.list({
    limit: BATCHES,
    ...(cursor === null ? {} : { cursor }),
    ...(projectId === null ? {} : { projectId }),
  })
  batches.put(page.items)
  return page.nextCursor ?? null
}

/** Holds the open and the newest batches only; answers the position at which that was true. */
export async function reloadBatches(): Promise<number> {
  const [open, newest] = await Promise.all([
    client.batches.list({ open: true }),
    client.batches.list({ limit: BATCHES }),
  ])
  batches.replace([...open.items, ...newest.items])
  return Math.min(open.seq, newest.seq)
}

/**
 * Brings all attempts at many tasks, a few at a time, and shows them together. A task that is deleted has none; what
 * cannot be read keeps nothing else away, and is thrown at the end.
 */
export async function loadRunsOfTasks(taskIds: readonly string[]): Promise<void> {
  const left = [...taskIds]
  const found: Run[] = []
  const failed: unknown[] = []
  const work = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      try {
        found.push(...(await client.tasks.runs({ id })).items)
      } catch (error) {
        if (problemOf(error).code !== 'NOT_FOUND') failed.push(error)
      }
    }
  }
  await Promise.all([work(), work(), work(), work()])
  runs.put(found)
  if (failed.length > 0) throw failed[0]
}

let archiveWanted = false

/** Whether somebody has asked for archived tasks, so that they are all kept here. */
export const isArchiveHere = (): boolean => archiveWanted

/** Brings the archived tasks, which are not loaded at the start. */
export const loadArchived = (projectId: string | null): Promise<void> =>
  once(`archived ${projectId}`, async () => {
    archiveWanted = true
    const { items } = await listTasks({ archived: true, ...(projectId === null ? {} : { projectId }) })
    tasks.put(items)
  })

/** Runs whose messages are here; the feed keeps them. */
const heard = new Set<string>()

/** Brings what the user said to a run. */
export const loadMessages = (runId: string): Promise<void> =>
  heard.has(runId)
    ? Promise.resolve()
    : once(`messages of ${runId}`, async () => {
        const { items } = await client.runs.messages({ id: runId })
        messages.put(items)
        heard.add(runId)
      })

/** Brings anew what was said to the runs that were looked at, after a pause that the feed does not cover. */
export async function reloadMessages(): Promise<void> {
  const pages = await Promise.all([...heard].map((id) => client.runs.messages({ id })))
  messages.replace(pages.flatMap(({ items }) => items))
}
