import type { FailedCheck } from '#shared/pull-prompts.ts'
import type { PullCheck } from '#shared/publications.ts'

/** What was found of a check. One that ran again since has another number, and the same name. */
export const foundOf = (
  { runId, name }: Pick<PullCheck, 'runId' | 'name'>,
  items: readonly FailedCheck[],
): FailedCheck | undefined =>
  items.find((one) => one.runId === runId && one.name === name) ?? items.find((one) => one.name === name)
