import type { ReactNode } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { problemOf } from '../state/errors.ts'
import { runs } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
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
      title={t('Discard the work of run {attempt}?', { attempt: run.attempt })}
      description={
        <>
          {goesAway(run)}{' '}
          {t(
            'You can restore them from Settings › Trash for {retentionDays, plural, one {# day} other {# days}}.',
            { retentionDays },
          )}
        </>
      }
      confirmLabel={t('Discard')}
      onConfirm={async () => {
        try {
          runs.put([await client.runs.discard({ id: run.id })])
          toast.info(t('The work on {identifier} is in the trash', { identifier: task.identifier }))
        } catch (problem) {
          toast.error(t('Discarding failed'), { description: problemOf(problem).message })
          throw problem
        }
      }}
    />
  )
}

function goesAway({ branch, changes }: Run): ReactNode {
  const values = { branch: <code className="text-11">{branch}</code>, files: changes?.files ?? 0 }
  if (changes === null)
    return branch === null
      ? t('The worktree and the branch are removed.')
      : rich('The worktree and the branch {branch} are removed.', values)
  return branch === null
    ? t(
        'The worktree and the branch are removed, with changes in {files, plural, one {# file} other {# files}}.',
        { files: changes.files },
      )
    : rich(
        'The worktree and the branch {branch} are removed, with changes in {files, plural, one {# file} other {# files}}.',
        values,
      )
}
