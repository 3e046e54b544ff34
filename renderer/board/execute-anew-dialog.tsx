import { batchName } from '#shared/batch-news.ts'
import type { Task } from '#shared/tasks.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import { useWorkPlace } from '../batches/batch-chip.tsx'
import { useRun, useTask } from '../state/hooks.ts'
import { hasWorkInReview, retryRun, startTasks } from '../state/actions.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { isAtTask } from '../state/navigation.ts'
import { useView, view } from '../state/view.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'

const close = () => view.setState({ executingAnew: [], anewBy: {} })

/** Asks once before tasks in review are begun anew, and says where the work stays that they have. */
export function ExecuteAnewDialog() {
  const ids = useView((state) => state.executingAnew)
  const by = useView((state) => state.anewBy)
  return ids.length === 0 ? null : <Open ids={ids} by={by} />
}

function Open({ ids, by }: { ids: readonly string[]; by: WorkerChoice }) {
  const anew = ids.filter(hasWorkInReview)
  const [only, ...others] = anew
  const task = useTask(only)
  const isOne = others.length === 0
  const name = task?.identifier ?? 'the task'
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={isOne ? `Begin ${name} anew?` : `Begin ${anew.length} tasks in review anew?`}
      description={
        isOne ? (
          <>
            {name} is in review. A new attempt begins from the base branch, without its work.{' '}
            {task !== undefined && <Kept task={task} />}
          </>
        ) : (
          'New attempts begin from the base branch, without the work that waits for review. That work stays on its branches, but cannot be merged from its task any more.'
        )
      }
      confirmLabel={ids.length === 1 ? 'Begin anew' : `Execute ${ids.length}`}
      submitKey
      onConfirm={async () => {
        const runId = ids.length === 1 ? task?.latestRunId : undefined
        if (typeof runId === 'string' && Object.keys(by).length > 0) await retryRun(runId, by)
        else await startTasks(ids)
      }}
    >
      <p className="text-12 text-fg-3">
        To have the agent go on from that work, {isAtTask(name) ? '' : 'open the task and '}send it back
        instead.
      </p>
    </ConfirmDialog>
  )
}

/** What becomes of the work there is. */
function Kept({ task }: { task: Task }) {
  const run = useRun(task.latestRunId)
  const place = useWorkPlace(task, run)
  return (
    <>
      {run === undefined ? 'What was done' : `What attempt ${run.attempt} did`}
      {run?.changes && (
        <>
          {' '}
          (<PlusMinus {...run.changes} />)
        </>
      )}{' '}
      stays
      {run !== undefined && run.branch !== null && (
        <>
          {' '}
          on <code className="text-11 [overflow-wrap:anywhere]">{run.branch}</code>
        </>
      )}
      {place === null
        ? ', but cannot be merged from the task any more.'
        : ` and in batch ${batchName(place.batch)}, from where it is merged still.`}
    </>
  )
}
