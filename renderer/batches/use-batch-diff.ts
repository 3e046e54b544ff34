import { useCallback } from 'react'
import type { Batch } from '#shared/batches.ts'
import { type DiffState, useMovingDiff } from '../review/use-diff.ts'
import { client } from '../state/transport.ts'

/** What merging a batch brings into its base branch, asked for again with every task that is merged. One batch for life. */
export function useBatchDiff({ id, headCommit, mergedCommit }: Batch): DiffState {
  return useMovingDiff(
    `${headCommit} ${mergedCommit}`,
    useCallback(() => client.batches.diff({ id }), [id]),
  )
}
