import { expect, test } from 'vitest'
import type { Batch } from '#shared/batches.ts'
import type { Publication } from '#shared/publications.ts'
import { mergeOffer } from './merge-offer.ts'

test.each<[Batch['status'], number, string | null, Publication['status'] | null, boolean, boolean]>([
  ['completed', 2, null, null, true, false],
  ['completed', 0, null, null, false, false],
  ['completed', 2, 'abc', null, false, false],
  ['running', 2, null, null, false, false],
  ['cancelled', 1, null, null, true, false],
  ['completed', 2, null, 'open', true, true],
  ['completed', 2, null, 'closed', true, false],
])('%s, %i merged, commit %s, published %s', (status, merged, mergedCommit, published, can, isPublished) => {
  const batch = { status, counts: { merged }, mergedCommit } as Batch
  const publication = published === null ? undefined : ({ status: published } as Publication)
  expect(mergeOffer(batch, publication)).toEqual({ canMerge: can, isPublished })
})
