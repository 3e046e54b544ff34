import type { Publication } from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { updatePublished } from '../state/publications.ts'
import { runName } from '../task/run-name.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'

/** Asks whether the newest work shall come to what is published of it. */
export function UpdatePullDialog({
  publication,
  run,
  taskId,
  onClose,
}: {
  publication: Publication
  run: Run
  taskId: string
  onClose: () => void
}) {
  const { prNumber, branch } = publication
  const { changes } = run
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      submitKey
      title={prNumber === null ? `Publish the newest work?` : `Update pull request #${prNumber}?`}
      description={
        <>
          {runName(run)}
          {changes !== null && (
            <>
              , which makes it {changes.files} {changes.files === 1 ? 'file' : 'files'}{' '}
              <PlusMinus additions={changes.additions} deletions={changes.deletions} /> in all,
            </>
          )}{' '}
          is pushed to <code className="text-11 text-fg [overflow-wrap:anywhere]">{branch}</code>
          {prNumber !== null && '. Title and text follow it, but for what you or others have changed of them'}
          .
        </>
      }
      confirmLabel={prNumber === null ? 'Publish' : 'Update'}
      onConfirm={() => updatePublished({ taskId })}
    />
  )
}
