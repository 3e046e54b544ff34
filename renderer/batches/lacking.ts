import type { BatchTask } from '#shared/batches.ts'

type Begun = Pick<BatchTask, 'taskId' | 'runId'>

/**
 * Tasks whose runs are to be fetched: at first all that have any, as earlier attempts may be in no list; then only
 * those whose run is not here, as what begins while one looks comes with the feed.
 *
 * @param asked runs that are on their way, or do not come
 */
export const lacking = <T extends Begun>(
  tasks: readonly T[],
  isFirst: boolean,
  isHere: (runId: string) => boolean,
  asked: ReadonlySet<string>,
): T[] => tasks.filter(({ runId }) => runId !== null && !asked.has(runId) && (isFirst || !isHere(runId)))
