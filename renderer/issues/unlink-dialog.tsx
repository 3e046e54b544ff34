import type { IssueLink } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { unlinkIssue } from '../state/issues.ts'
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
    title={`Unlink ${task.identifier} and ${issueName(link)}?`}
    description={
      link.state === 'making'
        ? 'The issue is not waited for any more. If GitHub has made it already, it stays there.'
        : link.state === 'gone'
          ? 'The task stays as it is, with its comments. What became of the issue stays as it is, too.'
          : 'Both stay as they are, with their comments. Changes of one no longer come to the other.'
    }
    confirmLabel="Unlink"
    submitKey
    onConfirm={async () => {
      await unlinkIssue(link)
    }}
  />
)
