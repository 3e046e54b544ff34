import type { BrainstormStatus } from '#shared/brainstorm-state.ts'
import { t } from '../strings/t.ts'

/** Where a brainstorm is, in words. */
export const STATUS_WORDS: Record<BrainstormStatus, string> = {
  queued: t('Queued'),
  reading: t('Reading the repository'),
  asking: t('Waits for you'),
  planning: t('Planning'),
  ready: t('Plan ready'),
  accepted: t('Accepted'),
  dismissed: t('Dismissed'),
  failed: t('No plan'),
  cancelled: t('Cancelled'),
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
