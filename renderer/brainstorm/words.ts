import type { BrainstormStatus } from '#shared/brainstorm-state.ts'

/** Where a brainstorm is, in words. */
export const STATUS_WORDS: Record<BrainstormStatus, string> = {
  queued: 'Queued',
  reading: 'Reading the repository',
  asking: 'Waits for you',
  planning: 'Planning',
  ready: 'Plan ready',
  accepted: 'Accepted',
  dismissed: 'Dismissed',
  failed: 'No plan',
  cancelled: 'Cancelled',
}

/** The colour of its word: none where nobody has to look. */
export const STATUS_TONES: Record<BrainstormStatus, string> = {
  queued: 'text-fg-3',
  reading: 'text-run',
  asking: 'text-wait',
  planning: 'text-run',
  ready: 'text-review',
  accepted: 'text-ok',
  dismissed: 'text-fg-3',
  failed: 'text-bad',
  cancelled: 'text-fg-3',
}

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
