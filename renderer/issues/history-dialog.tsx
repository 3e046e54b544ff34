import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { IssueLog } from './issue-log.tsx'

/** What was written between a task and its issue. */
export const HistoryDialog = ({
  taskId,
  identifier,
  onClose,
}: {
  taskId: string
  identifier: string
  onClose: () => void
}) => (
  <Dialog
    open
    onOpenChange={onClose}
    title={t('{identifier} and its issue', { identifier })}
    description={t('Every write in both directions, newest first. What was overwritten can be taken back.')}
    width={640}
    className="top-[8vh] max-h-[84vh]"
  >
    <IssueLog of={{ taskId }} empty={t('Once the task or its issue changes, it stands here.')} />
  </Dialog>
)
