import { useCallback, useEffect, useState } from 'react'
import { batchName, pausedRuns } from '#shared/batch-news.ts'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch, BatchTask, CreateBatch } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { askForTrust, executeTasks, showProblem, untrustedProject } from './actions.ts'
import { type Problem, problemOf } from './errors.ts'
import { executable, isAtWork, unblocked } from './executable.ts'
import { sameItems, useEntity, useSelected } from './hooks.ts'
import { loadBatch } from './load.ts'
import { goTo } from './navigation.ts'
import { batches, messages, runs, tasks } from './stores.ts'
import { client } from './transport.ts'
import { view } from './view.ts'

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

const countUnbegun = ({ byId }: ById) => {
  let count = 0
  for (const { status, counts } of byId.values()) if (!isBatchOver(status)) count += counts.queued
  return count
}

/** The batches that are not over together; `id` names the only one. */
export type OpenBatches = { id: string | null; count: number; merged: number; total: number }

function sumOpen({ byId }: ById): OpenBatches {
  const sum: OpenBatches = { id: null, count: 0, merged: 0, total: 0 }
  for (const { id, status, counts } of byId.values()) {
    if (isBatchOver(status)) continue
    sum.count++
    sum.merged += counts.merged
    sum.total += counts.total
    sum.id = sum.count === 1 ? id : null
  }
  return sum
}

export const useOpenBatches = (): OpenBatches =>
  useSelected(
    batches.store,
    sumOpen,
    (a, b) => a.id === b.id && a.count === b.count && a.merged === b.merged && a.total === b.total,
  )

/** How many tasks of open batches have no run yet: the batch begins them in their turn. */
export const useTasksInBatchQueues = (): number => useSelected(batches.store, countUnbegun)

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

let lying: { from: ReadonlyMap<string, Batch>; byTask: Map<string, Batch> } | null = null

/** The same, and of tasks in none the newest batch that is over and has their work, but not in the base branch. */
function workByTask(from: ReadonlyMap<string, Batch>): ReadonlyMap<string, Batch> {
  if (lying?.from === from) return lying.byTask
  const byTask = new Map(openByTask(from))
  for (const batch of [...from.values()].sort(newestFirst)) {
    if (!isBatchOver(batch.status) || batch.mergedCommit !== null) continue
    for (const { taskId, status } of batch.tasks)
      if (status === 'merged' && !byTask.has(taskId)) byTask.set(taskId, batch)
  }
  lying = { from, byTask }
  return byTask
}

/** The batch in which the work of a task lies: an open one, or one that is not in its base branch yet. */
export function useBatchWithWork(taskId: string): Batch | undefined {
  const select = useCallback(({ byId }: ById) => workByTask(byId).get(taskId), [taskId])
  return useSelected(batches.store, select)
}

/** What can be begun of chosen tasks. */
export type SplitByBatch = {
  /** Tasks that can be executed together, see {@link executable}. */
  free: string[]
  /** Those of them that wait for nothing, see {@link unblocked}. */
  ready: string[]
  /** All that no open batch has. */
  others: string[]
  /** The open batches that have the rest. */
  batchIds: string[]
}

const taskOf = (id: string) => tasks.get(id)

function heldOf(ids: readonly string[], byId: ReadonlyMap<string, Batch>) {
  const byTask = openByTask(byId)
  const held = ids.flatMap((id) => byTask.get(id)?.id ?? [])
  return { others: ids.filter((id) => !byTask.has(id)), batchIds: [...new Set(held)] }
}

export function splitByBatch(ids: readonly string[]): SplitByBatch {
  const held = heldOf(ids, batches.all)
  const free = executable(held.others, taskOf)
  return { free, ready: unblocked(free, taskOf), ...held }
}

/** The same, followed. Keep `ids` stable. */
export function useSplitByBatch(ids: readonly string[]): SplitByBatch {
  const held = useSelected(
    batches.store,
    useCallback(({ byId }: ById) => heldOf(ids, byId), [ids]),
    (a, b) => sameItems(a.others, b.others) && sameItems(a.batchIds, b.batchIds),
  )
  const begun = useSelected(
    tasks.store,
    useCallback(() => {
      const free = executable(held.others, taskOf)
      return { free, ready: unblocked(free, taskOf) }
    }, [held]),
    (a, b) => sameItems(a.free, b.free) && sameItems(a.ready, b.ready),
  )
  return { ...begun, ...held }
}

/**
 * Says the same to all agents of a batch that go on.
 *
 * @param choice who works in all of these runs from then on
 * @returns how many runs it is said to, or why to none
 */
export async function messageBatch(
  id: string,
  text: string,
  interrupt: boolean,
  choice: WorkerChoice,
): Promise<number | Problem> {
  try {
    const { items } = await client.batches.message({ id, text, interrupt, ...choice })
    messages.put(items)
    return items.length
  } catch (error) {
    return problemOf(error)
  }
}

/** A batch as a link to it says: `In batch APP-1, APP-2 and 2 more`. */
export const inBatchWords = (batch: Pick<Batch, 'tasks'>) =>
  t('In batch {batch}', { batch: batchName(batch) })

/** Hands tasks to the agent; those in an open batch are that batch's to begin, which is said. */
export async function executeFree(ids: readonly string[]): Promise<void> {
  const { ready, batchIds } = tellHeld(ids)
  const [only, ...others] = ids
  const one = others.length === 0 && only !== undefined ? tasks.get(only) : undefined
  if (ready.length > 0) return executeTasks(ready)
  if (batchIds.length > 0) return
  if (one === undefined) toast.info(t('None of these tasks can be executed now'))
  else if (isAtWork(one)) toast.info(t('{identifier} is at work already', { identifier: one.identifier }))
  // Why it cannot is the host's to say, which knows what to do about it.
  else await executeTasks([one.id])
}

/** Asks how tasks shall be executed together, but for those that are in an open batch already. */
export function openNewBatch(ids: readonly string[]): void {
  const { free, batchIds } = tellHeld(ids, true)
  if (free.length > 0) view.setState({ newBatch: free })
  else if (batchIds.length === 0) toast.info(t('None of these tasks can be executed now'))
}

/** @param isAside whether a dialog opens, whose buttons are not to be covered */
function tellHeld(ids: readonly string[], isAside = false): SplitByBatch {
  const split = splitByBatch(ids)
  for (const id of split.batchIds) {
    const batch = batches.get(id)
    if (batch === undefined) continue
    const names = batch.tasks.filter(({ taskId }) => ids.includes(taskId))
    toast.info(
      t('{count, plural, one {{tasks} is in a batch already} other {{tasks} are in a batch already}}', {
        tasks: batchName({ tasks: names }),
        count: names.length,
      }),
      {
        id: `held-by-${id}`,
        description: t(
          '{count, plural, one {The batch {batch} carries it out.} other {The batch {batch} carries them out.}}',
          { batch: batchName(batch), count: names.length },
        ),
        ...(isAside ? { position: 'bottom-start' } : {}),
        action: { label: t('Open the batch'), onClick: () => goTo({ to: 'batch', id }) },
      },
    )
  }
  return split
}

/** The task that a queue waits with until the user approves its work. */
export const approvalOf = (batch: Batch): BatchTask | undefined =>
  isBatchOver(batch.status) ? undefined : batch.tasks.find(({ awaitsApproval }) => awaitsApproval)

const pausedOf = ({ byId }: ById) => pausedRuns(byId.values())

/** Runs that stand still because their batch is paused. */
export const usePausedRuns = (): ReadonlySet<string> =>
  useSelected(batches.store, pausedOf, (a, b) => sameItems([...a], [...b]))

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
async function actOnBatch(work: () => Promise<Batch>, about: string): Promise<boolean> {
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
  actOnBatch(() => client.batches.pause({ id }), t('The batch was not paused'))
export const resumeBatch = (id: string) =>
  actOnBatch(() => client.batches.resume({ id }), t('The batch does not go on'))
export const cancelBatch = (id: string) =>
  actOnBatch(() => client.batches.cancel({ id }), t('The batch was not cancelled'))
export const approveBatch = (id: string) =>
  actOnBatch(() => client.batches.approve({ id }), t('The work was not approved'))

const notSkipped = ({ identifier }: BatchTask) => t('{identifier} was not skipped', { identifier })
const notCancelled = ({ identifier }: BatchTask) => t('{identifier} was not cancelled', { identifier })
const notChecked = ({ identifier }: BatchTask) => t('{identifier} was not checked again', { identifier })
const notRetried = ({ identifier }: BatchTask) => t('{identifier} was not retried', { identifier })

export const skipBatchTask = (id: string, task: BatchTask) =>
  actOnBatch(() => client.batches.skipTask({ id, taskId: task.taskId }), notSkipped(task))
export const cancelBatchTask = (id: string, task: BatchTask) =>
  actOnBatch(() => client.batches.cancelTask({ id, taskId: task.taskId }), notCancelled(task))
export const checkBatchTask = (id: string, task: BatchTask) =>
  actOnBatch(() => client.batches.checkTask({ id, taskId: task.taskId }), notChecked(task))
export const retryBatchTask = (id: string, task: BatchTask) =>
  actOnBatch(() => client.batches.retryTask({ id, taskId: task.taskId }), notRetried(task))

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
      t('The order was not changed'),
    )
  } finally {
    lift()
  }
}
