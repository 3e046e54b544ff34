import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { problemOf } from '../state/errors.ts'
import { runs } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.ts'

/** Puts a run's work away; it stays restorable for a while. */
export function DiscardDialog({
  open,
  onOpenChange,
  task,
  run,
  retentionDays,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  task: Task
  run: Run
  retentionDays: number
}) {
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      danger
      title={`Discard the work of run ${run.attempt}?`}
      description={
        <>
          The worktree and the branch {run.branch !== null && <code className="text-11">{run.branch}</code>}{' '}
          are removed
          {run.changes &&
            `, with changes in ${run.changes.files} ${run.changes.files === 1 ? 'file' : 'files'}`}
          . You can restore them from Settings › Trash for {retentionDays}{' '}
          {retentionDays === 1 ? 'day' : 'days'}.
        </>
      }
      confirmLabel="Discard"
      onConfirm={async () => {
        try {
          runs.put([await client.runs.discard({ id: run.id })])
          toast.info(`The work on ${task.identifier} is in the trash`)
        } catch (problem) {
          toast.error('Discarding failed', { description: problemOf(problem).message })
          throw problem
        }
      }}
    />
  )
}
