import assert from 'node:assert/strict'
import { isBatchOver, type BatchMode } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import type { TestHost } from '../../support/host.ts'
import { git } from '../../support/repository.ts'
import { write } from '../../support/scripted.ts'
import { type Stage, until } from '../agent.ts'

/** A batch at the moment in which a scenario does its harm. */
export interface LiveBatch {
  stage: Stage
  host: TestHost
  batch: Batch
}

const work = (name: string) => [write(`${name}.txt`, `${name}\n`), { text: 'Done.' }]
export const ASK = { question: { text: 'Shall I go on?', options: ['Yes', 'No'] } }

/** Makes a batch of tasks that are called so. @param before what an agent does before its work, by task */
export async function makeBatch(
  stage: Stage,
  mode: BatchMode,
  names: readonly string[],
  before: Record<string, unknown> = {},
): Promise<Batch> {
  const { host, project } = stage
  await host.client.settings.update({ maxBatchSize: 10 })
  const taskIds: string[] = []
  for (const name of names) {
    const task = await project.task(name, ...(name in before ? [before[name]] : []), ...work(name))
    taskIds.push(task.id)
  }
  return host.client.batches.create({ taskIds, mode })
}

/** Waits until the batch is as `look` wants it. */
export const batchWith = (host: TestHost, id: string, look: (batch: Batch) => boolean): Promise<Batch> =>
  host.when(async () => {
    const batch = await host.client.batches.get({ id })
    return look(batch) ? batch : undefined
  })

export const batchOver = (host: TestHost, id: string): Promise<Batch> =>
  batchWith(host, id, ({ status }) => isBatchOver(status))

export const statusesOf = ({ tasks }: Batch): string[] => tasks.map(({ status }) => status)

/** A parallel batch with one task merged, one whose agent asks, and one that is done and waits for its turn. */
export async function halfMerged(stage: Stage): Promise<LiveBatch> {
  const { host } = stage
  const { id } = await makeBatch(stage, 'parallel', ['early', 'asking', 'late'], { asking: ASK })
  const half = (batch: Batch) => statusesOf(batch).join() === 'merged,waiting,completed'
  return { stage, host, batch: await batchWith(host, id, half) }
}

/** A queue with one task that waits for approval, and one behind it. */
export async function awaitingApproval(stage: Stage): Promise<LiveBatch> {
  const { host } = stage
  const { id } = await makeBatch(stage, 'queue', ['first', 'second'])
  const waits = ({ tasks }: Batch) => tasks[0]?.awaitsApproval === true
  return { stage, host, batch: await batchWith(host, id, waits) }
}

/** Says yes to every agent that asks. */
export async function answerAll({ host }: LiveBatch): Promise<void> {
  await until(async () => {
    const { items } = await host.client.requests.list()
    for (const { id } of items) await host.client.requests.answer({ id, answers: [['Yes']] })
    return items.length > 0
  }, 'a question')
}

/** Waits for the end of a batch in which everything is merged. */
export async function expectAllMerged({ host, stage, batch }: LiveBatch): Promise<Batch> {
  const ended = await batchOver(host, batch.id)
  const reasons = ended.tasks.map(({ reason }) => reason?.message ?? null)
  assert.equal(ended.status, 'completed', JSON.stringify([ended.failure, reasons]))
  assert.deepEqual(
    reasons,
    batch.tasks.map(() => null),
  )
  for (const { taskId } of ended.tasks) {
    const { title } = await host.client.tasks.get({ id: taskId })
    assert.equal(await git(stage.world.repo, 'show', `${ended.branch}:${title}.txt`), title)
  }
  return ended
}

/** Approves whatever waits until the batch is over. */
export async function approveAll({ host, batch }: LiveBatch): Promise<Batch> {
  for (;;) {
    const now = await batchWith(
      host,
      batch.id,
      ({ status, tasks }) => isBatchOver(status) || tasks.some((task) => task.awaitsApproval),
    )
    if (isBatchOver(now.status)) return now
    await host.client.batches.approve({ id: batch.id })
  }
}
