import type { Publication } from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { updatePublished } from '../state/publications.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
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
  const where = <code className="text-11 text-fg [overflow-wrap:anywhere]">{branch}</code>
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      submitKey
      title={
        prNumber === null
          ? t('Publish the newest work?')
          : t('Update pull request #{prNumber}?', { prNumber })
      }
      description={
        <>
          {changes === null
            ? rich('{run} is pushed to {branch}.', { run: runName(run), branch: where })
            : rich(
                '{files, plural, one {{run}, which makes it # file {lines} in all, is pushed to {branch}.} other {{run}, which makes it # files {lines} in all, is pushed to {branch}.}}',
                {
                  run: runName(run),
                  files: changes.files,
                  lines: <PlusMinus additions={changes.additions} deletions={changes.deletions} />,
                  branch: where,
                },
              )}
          {prNumber !== null &&
            ` ${t('Title and text follow it, but for what you or others have changed of them.')}`}
        </>
      }
      confirmLabel={prNumber === null ? t('Publish') : t('Update')}
      onConfirm={() => updatePublished({ taskId })}
    />
  )
}
