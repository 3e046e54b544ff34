import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createBatches, type BatchesRoom } from '#electron/batches/batches.ts'
import type { BatchContext } from '#electron/batches/context.ts'
import { type BatchStatus, isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { git } from '../../support/repository.ts'
import { type Bench, clear, openBench } from '../runs/bench.ts'

/** The batch engine on a real database and real git, with an agent that does as told: for races. */
export interface Rooms extends Bench {
  batches: BatchesRoom
  /** What the engine complained of. */
  complaints: string[]
  /** Makes tasks, and a batch of them. */
  batch(titles: string[], input?: Partial<Parameters<BatchesRoom['create']>[0]>): Promise<Batch>
  batchWith(id: string, look: (batch: Batch) => boolean): Promise<Batch>
  over(id: string): Promise<Batch>
  /** Runs git in the repository. */
  user(...args: string[]): Promise<string>
}

type Parts = Omit<BatchContext, 'records'>
export interface RoomsOptions {
  on?: Rooms
  onMoment?: BatchContext['onMoment']
  /** Puts something between the batch engine and another room. */
  between?: (parts: Parts, batches: () => BatchesRoom) => Partial<Parts>
}

export async function openRooms({ on, onMoment, between }: RoomsOptions = {}): Promise<Rooms> {
  const bench = await openBench({
    batchOf: (taskId, db) => batches.batchOf(taskId, db),
    mergedWith: (runId) => batches.mergedWith(runId),
    ...(on === undefined ? {} : { on, agent: on.agent }),
  })
  const complaints: string[] = []
  const parts: Parts = {
    store: bench.store,
    git: bench.git,
    projects: bench.projects,
    tasks: bench.tasks,
    runs: bench.runs,
    settings: bench.settings,
    pullRequests: {
      planForBatch: () => Promise.reject(new Error('these rooms publish nothing')),
      openForBatch: () => Promise.reject(new Error('these rooms publish nothing')),
      pullOfBatch: async () => null,
    },
    hostId: 'bench',
    dataFolder: bench.folder,
    log: (level, message, data) => complaints.push(`${level} ${message} ${JSON.stringify(data)}`),
    ...(onMoment === undefined ? {} : { onMoment }),
  }
  const batches: BatchesRoom = createBatches({ ...parts, ...between?.(parts, () => batches) })
  if (on === undefined) await bench.settings.update({ maxBatchSize: 20 })
  await batches.start()
  const batchWith: Rooms['batchWith'] = (id, look) =>
    bench.when(async () => {
      const batch = await batches.get(id)
      return look(batch) ? batch : undefined
    })
  return {
    ...bench,
    batches,
    complaints,
    batchWith,
    over: (id) => batchWith(id, ({ status }) => isBatchOver(status satisfies BatchStatus)),
    user: (...args) => git(bench.repo, ...args),
    async batch(titles, input = {}) {
      const taskIds: string[] = []
      for (const title of titles)
        taskIds.push((await bench.tasks.create({ projectId: bench.projectId, title })).id)
      return batches.create({ taskIds, mode: 'parallel', ...input })
    },
    async close() {
      await batches.close()
      await bench.close()
    },
  }
}

/** An agent whose work is a file named as its task. */
export const namedFile: Bench['agent']['onTurn'] = async ({ open, text }) => {
  const title = /^# (.+)$/m.exec(text)?.[1]
  if (title !== undefined) await writeFile(join(open.directory, `${title}.txt`), `${title}\n`)
  return { kind: 'completed', text: 'Done.' }
}

export { clear }
