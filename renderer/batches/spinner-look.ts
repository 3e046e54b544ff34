import type { BatchTask } from '#shared/batches.ts'

/** What turns beside a task: an agent at work, one that resolves its conflict, or its merge. */
export const spinnerLook = ({ stage }: Pick<BatchTask, 'stage'>) =>
  stage === null
    ? ''
    : stage === 'resolving'
      ? 'border-wait/30 border-t-wait'
      : 'border-review/30 border-t-review'
