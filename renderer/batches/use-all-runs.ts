import { useEffect, useRef } from 'react'
import type { BatchTask } from '#shared/batches.ts'
import { showProblem } from '../state/actions.ts'
import { loadRunsOfTasks } from '../state/load.ts'
import { useSelected } from '../state/hooks.ts'
import { runs } from '../state/stores.ts'
import { t } from '../strings/t.ts'
import { lacking } from './lacking.ts'

/** Runs that are over, and of tasks that are done, are in no list: the picture and the cost need them. */
export function useAllRuns(tasks: readonly BatchTask[]): void {
  const isFirst = useRef(true)
  const asked = useRef(new Set<string>())
  // They also go, when the page begins anew after a long pause.
  const isMissing = useSelected(runs.store, ({ byId }) =>
    tasks.some(({ runId }) => runId !== null && !byId.has(runId)),
  )
  useEffect(() => {
    const wanted = lacking(tasks, isFirst.current, (id) => runs.get(id) !== undefined, asked.current)
    isFirst.current = false
    if (wanted.length === 0) return
    const ids = wanted.flatMap(({ runId }) => runId ?? [])
    for (const id of ids) asked.current.add(id)
    loadRunsOfTasks(wanted.map(({ taskId }) => taskId)).then(
      () => {
        for (const id of ids) if (runs.get(id) !== undefined) asked.current.delete(id)
      },
      (error: unknown) => {
        // They are asked for again with the next news of the batch.
        for (const id of ids) asked.current.delete(id)
        showProblem(error, t('Some runs of the batch could not be read'))
      },
    )
  }, [tasks, isMissing])
}
