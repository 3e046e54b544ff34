import type { IssueLink } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { unlinkIssue } from '../state/issues.ts'
import { t } from '../strings/t.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { issueName } from './words.ts'

/** Asks before a task and its issue are parted. */
export const UnlinkDialog = ({
  task,
  link,
  open,
  onOpenChange,
}: {
  task: Pick<Task, 'identifier'>
  link: IssueLink
  open: boolean
  onOpenChange: (open: boolean) => void
}) => (
  <ConfirmDialog
    open={open}
    onOpenChange={onOpenChange}
    title={t('Unlink {identifier} and {issue}?', {
      identifier: task.identifier,
      issue: issueName(link),
    })}
    description={
      link.state === 'making'
        ? t('The issue is not waited for any more. If GitHub has made it already, it stays there.')
        : link.state === 'gone'
          ? t('The task stays as it is, with its comments. What became of the issue stays as it is, too.')
          : t('Both stay as they are, with their comments. Changes of one no longer come to the other.')
    }
    confirmLabel={t('Unlink')}
    submitKey
    onConfirm={async () => {
      await unlinkIssue(link)
    }}
  />
)
