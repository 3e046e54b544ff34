import type { HeldReview } from '#shared/publications.ts'
import { hasWords } from '#shared/pull-summary.ts'
import type { Thread } from './words.ts'

/** What of a pull request can be given to the agent, and what of that is chosen. */
export type Chosen = {
  /** How many remarks and reviews nobody has addressed, and how many of them are chosen. */
  open: number
  chosen: number
  /** Those chosen, with what was answered to them since; null = all there is, and what the host has seen since. */
  ids: number[] | null
}

/** Whether what a review says as a whole waits to be addressed. */
const isOpenReview = (review: HeldReview): boolean => hasWords(review) && !review.addressed

/** @param unticked ids of reviews, and of the first remark of threads; whatever else nobody has addressed is meant */
export function chosenRemarks(
  threads: readonly Thread[],
  reviews: readonly HeldReview[],
  unticked: ReadonlySet<number>,
): Chosen {
  const openThreads = threads.filter(({ isOpen }) => isOpen)
  const openReviews = reviews.filter(isOpenReview)
  const saidByThreads = openThreads.filter(({ root }) => !unticked.has(root.id))
  const saidByReviews = openReviews.filter(({ id }) => !unticked.has(id))
  const open = openThreads.length + openReviews.length
  const chosen = saidByThreads.length + saidByReviews.length
  if (chosen === open) return { open, chosen, ids: null }
  const remarks = saidByThreads.flatMap(({ root, replies }) =>
    [root, ...replies].filter(({ addressed }) => !addressed),
  )
  return { open, chosen, ids: [...saidByReviews, ...remarks].map(({ id }) => id) }
}
