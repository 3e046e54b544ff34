/** A budget as both the app's settings and those of a project name it. */
import { t } from '../strings/t.ts'

export type Budget = {
  name: 'maxRunCost' | 'maxBatchCost' | 'maxBatchMinutes'
  label: string
  hint?: string
  unit: '$' | 'min'
}

/** What a run or a batch may cost before it pauses and asks. */
export const BUDGETS: readonly Budget[] = [
  { name: 'maxRunCost', label: t('Cost of a run'), unit: '$' },
  {
    name: 'maxBatchCost',
    label: t('Cost of a batch'),
    hint: t('Of all its runs together. It can be chosen anew for each batch.'),
    unit: '$',
  },
  {
    name: 'maxBatchMinutes',
    label: t('Time of a batch'),
    hint: t('While it goes on: pauses and waits for you are left out.'),
    unit: 'min',
  },
]

/** The largest budget that can be set, in dollars or minutes. */
export const MOST = 100_000
