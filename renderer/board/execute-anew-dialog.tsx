import type { ReactNode } from 'react'
import { batchName } from '#shared/batch-news.ts'
import type { Task } from '#shared/tasks.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import { useWorkPlace } from '../batches/batch-chip.tsx'
import { useRun, useTask } from '../state/hooks.ts'
import { hasWorkInReview, retryRun, startTasks } from '../state/actions.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { isAtTask } from '../state/navigation.ts'
import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
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
  const name = task?.identifier ?? t('the task')
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={
        isOne
          ? t('Begin {name} anew?', { name })
          : t('Begin {count, plural, one {# task} other {# tasks}} in review anew?', { count: anew.length })
      }
      description={
        isOne ? (
          <>
            {t('{name} is in review. A new attempt begins from the base branch, without its work.', { name })}{' '}
            {task !== undefined && <Kept task={task} />}
          </>
        ) : (
          t(
            'New attempts begin from the base branch, without the work that waits for review. That work stays on its branches, but cannot be merged from its task any more.',
          )
        )
      }
      confirmLabel={ids.length === 1 ? t('Begin anew') : t('Execute {count}', { count: ids.length })}
      submitKey
      onConfirm={async () => {
        const runId = ids.length === 1 ? task?.latestRunId : undefined
        if (typeof runId === 'string' && Object.keys(by).length > 0) await retryRun(runId, by)
        else await startTasks(ids)
      }}
    >
      <p className="text-12 text-fg-3">
        {isAtTask(name)
          ? t('To have the agent go on from that work, send it back instead.')
          : t('To have the agent go on from that work, open the task and send it back instead.')}
      </p>
    </ConfirmDialog>
  )
}

/** What becomes of the work there is. */
function Kept({ task }: { task: Task }) {
  const run = useRun(task.latestRunId)
  const place = useWorkPlace(task, run)
  const batch = place === null ? null : batchName(place.batch)
  if (run === undefined)
    return batch === null
      ? t('What was done stays, but cannot be merged from the task any more.')
      : t('What was done stays in batch {batch}, from where it is merged still.', { batch })
  const { attempt, branch } = run
  const changes = run.changes && (
    <>
      {' '}
      (<PlusMinus {...run.changes} />)
    </>
  )
  if (branch === null)
    return batch === null
      ? rich('What attempt {attempt} did{changes} stays, but cannot be merged from the task any more.', {
          attempt,
          changes,
        })
      : rich('What attempt {attempt} did{changes} stays in batch {batch}, from where it is merged still.', {
          attempt,
          changes,
          batch,
        })
  const code = (text: ReactNode) => <code className="text-11 [overflow-wrap:anywhere]">{text}</code>
  return batch === null
    ? rich(
        'What attempt {attempt} did{changes} stays on <code>{branch}</code>, but cannot be merged from the task any more.',
        { attempt, changes, branch, code },
      )
    : rich(
        'What attempt {attempt} did{changes} stays on <code>{branch}</code> and in batch {batch}, from where it is merged still.',
        { attempt, changes, branch, batch, code },
      )
}
