import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { UpdatePullDialog } from '../publications/update-pull-dialog.tsx'
import { DiscardDialog } from '../review/discard-dialog.tsx'
import { MergeDialog } from '../review/merge-dialog.tsx'
import { SendBackDialog } from '../review/send-back-dialog.tsx'
import type { ReviewNotes } from '../review/use-review-notes.ts'
import { useSettings } from '../state/hooks.ts'
import { usePublicationOf } from '../state/publications.ts'
import type { TaskActions } from './use-task-actions.ts'

/** Where merging, sending back and discarding are confirmed. */
export function TaskDialogs({
  task,
  run,
  actions,
  notes,
}: {
  task: Task
  run: Run
  actions: TaskActions
  notes: ReviewNotes
}) {
  const settings = useSettings()
  const publication = usePublicationOf(task.id)
  return (
    <>
      {actions.dialog === 'publish' && publication !== undefined && (
        <UpdatePullDialog
          publication={publication}
          run={run}
          taskId={task.id}
          onClose={() => actions.setDialog(null)}
        />
      )}
      <MergeDialog
        open={actions.dialog === 'merge'}
        onOpenChange={(open) => actions.setDialog(open ? 'merge' : null)}
        task={task}
        run={run}
        onSendBack={actions.sendBack}
      />
      <SendBackDialog
        open={actions.dialog === 'send_back'}
        onOpenChange={(open) => actions.setDialog(open ? 'send_back' : null)}
        task={task}
        run={run}
        notes={notes}
        prefill={actions.prefill}
      />
      <DiscardDialog
        open={actions.dialog === 'discard'}
        onOpenChange={(open) => actions.setDialog(open ? 'discard' : null)}
        task={task}
        run={run}
        retentionDays={settings?.trashRetentionDays ?? 30}
      />
    </>
  )
}
