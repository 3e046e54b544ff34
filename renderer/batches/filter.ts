import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'

export type BatchFilterState = 'all' | 'open' | 'ended'

/** The batches of a state and a project; null = of all projects. */
export const filterBatches = <T extends Pick<Batch, 'status' | 'projectId'>>(
  list: readonly T[],
  state: BatchFilterState,
  projectId: string | null,
): T[] =>
  list.filter(
    (batch) =>
      (projectId === null || batch.projectId === projectId) &&
      (state === 'all' || isBatchOver(batch.status) === (state === 'ended')),
  )
