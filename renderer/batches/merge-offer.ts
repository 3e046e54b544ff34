import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { isPublicationOver } from '#shared/publication-words.ts'
import type { Publication } from '#shared/publications.ts'

export type MergeOffer = {
  /** Its branch has work that is not in the base branch. */
  canMerge: boolean
  /** Its work is on its way through a pull request or to a remote: merging here has no key. */
  isPublished: boolean
}

/** Whether the work of a batch can be merged here, wherever the batch is seen. */
export const mergeOffer = (batch: Batch, publication: Publication | undefined): MergeOffer => ({
  canMerge: isBatchOver(batch.status) && batch.counts.merged > 0 && batch.mergedCommit === null,
  isPublished: publication !== undefined && !isPublicationOver(publication.status),
})
