import { useCallback, useEffect, useState } from 'react'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch, BatchTask, CreateBatch } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { askForTrust, showProblem, untrustedProject } from './actions.ts'
import { type Problem, problemOf } from './errors.ts'
import { sameItems, useEntity, useSelected } from './hooks.ts'
import { loadBatch } from './load.ts'
import { batches, runs } from './stores.ts'
import { client } from './transport.ts'

type ById = { byId: ReadonlyMap<string, Batch> }

const newestFirst = (a: Batch, b: Batch) => (a.id < b.id ? 1 : -1)
const listOf = ({ byId }: ById) => [...byId.values()].sort(newestFirst)

/** The batches that are here, newest first. */
export const useBatches = (): Batch[] => useSelected(batches.store, listOf, sameItems)

const countOpen = ({ byId }: ById) => {
  let count = 0
  for (const { status } of byId.values()) if (!isBatchOver(status)) count++
  return count
}

/** How many are not over. */
export const useOpenBatchCount = (): number => useSelected(batches.store, countOpen)

/** A batch, fetched when it is not here; `error` says why it could not be. */
export function useBatch(id: string): { batch: Batch | undefined; error: string | null } {
  const batch = useEntity(batches, id)
  const [error, setError] = useState<string | null>(null)
  const isMissing = batch === undefined
  useEffect(() => {
    if (isMissing) loadBatch(id).catch((problem: unknown) => setError(problemOf(problem).message))
  }, [id, isMissing])
  return { batch, error }
}

/** Its runs that are here, all attempts, oldest first. */
export function useRunsOfBatch(id: string): Run[] {
  const select = useCallback(
    ({ byId }: { byId: ReadonlyMap<string, Run> }) =>
      [...byId.values()].filter(({ batchId }) => batchId === id).sort((a, b) => (a.id < b.id ? -1 : 1)),
    [id],
  )
  return useSelected(runs.store, select, sameItems)
}

let indexed: { from: ReadonlyMap<string, Batch>; byTask: Map<string, Batch> } | null = null

/** Of each task the batch that is not over: made once for each state, as every card asks. */
function openByTask(from: ReadonlyMap<string, Batch>): ReadonlyMap<string, Batch> {
  if (indexed?.from === from) return indexed.byTask
  const byTask = new Map<string, Batch>()
  for (const batch of from.values()) {
    if (isBatchOver(batch.status)) continue
    for (const { taskId } of batch.tasks) byTask.set(taskId, batch)
  }
  indexed = { from, byTask }
  return byTask
}

/** The batch that a task belongs to, while that is not over. */
export function useOpenBatchOf(taskId: string): Batch | undefined {
  const select = useCallback(({ byId }: ById) => openByTask(byId).get(taskId), [taskId])
  return useSelected(batches.store, select)
}

/** The task that a queue waits with until the user approves its work. */
export const approvalOf = (batch: Batch): BatchTask | undefined =>
  isBatchOver(batch.status) ? undefined : batch.tasks.find(({ awaitsApproval }) => awaitsApproval)

const waitingOf = ({ byId }: ById) =>
  [...byId.values()].filter((batch) => approvalOf(batch) !== undefined).sort((a, b) => (a.id < b.id ? -1 : 1))

/** Batches that wait for approval, oldest first. */
export const useApprovals = (): Batch[] => useSelected(batches.store, waitingOf, sameItems)

const countApprovals = (state: ById) => waitingOf(state).length
export const useApprovalCount = (): number => useSelected(batches.store, countApprovals)

/** Makes a batch; gives what is wrong instead of showing it, for the dialog it was asked for in. */
export async function createBatch(input: CreateBatch): Promise<{ batch: Batch } | { problem: Problem }> {
  try {
    const batch = await client.batches.create(input)
    batches.put([batch])
    return { batch }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

/** Does something with a batch and takes the batch it answers; shows what went wrong. @returns whether it was done */
export async function actOnBatch(work: () => Promise<Batch>, about: string): Promise<boolean> {
  try {
    batches.put([await work()])
    return true
  } catch (error) {
    const projectId = untrustedProject(error)
    if (projectId === null) showProblem(error, about)
    else askForTrust(projectId, () => actOnBatch(work, about))
    return false
  }
}

export const pauseBatch = (id: string) =>
  actOnBatch(() => client.batches.pause({ id }), 'The batch was not paused')
export const resumeBatch = (id: string) =>
  actOnBatch(() => client.batches.resume({ id }), 'The batch does not go on')
export const cancelBatch = (id: string) =>
  actOnBatch(() => client.batches.cancel({ id }), 'The batch was not cancelled')
export const approveBatch = (id: string) =>
  actOnBatch(() => client.batches.approve({ id }), 'The work was not approved')

const about = (what: string, { identifier }: BatchTask) => `${identifier} was not ${what}`

export const skipBatchTask = (id: string, task: BatchTask) =>
  actOnBatch(() => client.batches.skipTask({ id, taskId: task.taskId }), about('skipped', task))
export const cancelBatchTask = (id: string, task: BatchTask) =>
  actOnBatch(() => client.batches.cancelTask({ id, taskId: task.taskId }), about('cancelled', task))
export const retryBatchTask = (id: string, task: BatchTask) =>
  actOnBatch(() => client.batches.retryTask({ id, taskId: task.taskId }), about('retried', task))

/** Changes the order of merging at once; when the host refuses, it changes back and says why. */
export async function reorderBatch(batch: Batch, taskIds: readonly string[]): Promise<void> {
  const byId = new Map(batch.tasks.map((task) => [task.taskId, task]))
  const tasks = taskIds.flatMap((taskId, index) => {
    const task = byId.get(taskId)
    return task === undefined ? [] : [{ ...task, position: index + 1 }]
  })
  const lift = batches.overlay(batch.id, { tasks })
  try {
    await actOnBatch(
      () => client.batches.reorder({ id: batch.id, taskIds: [...taskIds] }),
      'The order was not changed',
    )
  } finally {
    lift()
  }
}
