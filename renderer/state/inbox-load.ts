import type { Task } from '#shared/tasks.ts'
import { isGoalToJudge, isSettled } from '#shared/inbox-items.ts'
import { loadBatch, loadRun } from './load.ts'
import { batches, connection, runs, tasks } from './stores.ts'

/** At once, so that what the user asks for meanwhile need not wait. */
const AT_ONCE = 4

/** What was asked for: a run or batch that does not exist (any more) is not asked for again. */
const asked = new Set<string>()

const mayWait = (task: Task) => isSettled(task) || isGoalToJudge(task)

/** Latest runs that may wait for the user, and are not here: those of earlier days are not loaded at the start. */
function missingRuns(): string[] {
  const missing: string[] = []
  for (const task of tasks.all.values()) {
    const { latestRunId } = task
    if (latestRunId !== null && mayWait(task) && runs.get(latestRunId) === undefined)
      missing.push(latestRunId)
  }
  return missing
}

/** Their batches, which say whether the work is theirs. */
function missingBatches(): string[] {
  const missing = new Set<string>()
  for (const task of tasks.all.values()) {
    const batchId = isSettled(task) ? (runs.get(task.latestRunId ?? '')?.batchId ?? null) : null
    if (batchId !== null && batches.get(batchId) === undefined) missing.add(batchId)
  }
  return [...missing]
}

async function bring(ids: readonly string[], load: (id: string) => Promise<void>): Promise<void> {
  const left = ids.filter((id) => !asked.has(id))
  for (const id of left) asked.add(id)
  const work = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      try {
        await load(id)
      } catch {
        // Its tasks stand in the inbox by themselves then.
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

let isLoading = false

async function look(): Promise<void> {
  if (isLoading || !connection.getState().complete) return
  isLoading = true
  try {
    await bring(missingRuns(), loadRun)
    await bring(missingBatches(), loadBatch)
  } finally {
    isLoading = false
  }
}

/** Sees to it that what the inbox is worked out from is here, until the answer is called. */
export function keepInboxWhole(): () => void {
  const ends = [tasks.store.subscribe(() => void look()), connection.subscribe(() => void look())]
  void look()
  return () => {
    for (const end of ends) end()
  }
}
