import { useProject, useTask } from '../state/hooks.ts'
import { useView, view } from '../state/view.ts'
import { HistoryDialog } from './history-dialog.tsx'
import { LinkDialog } from './link-dialog.tsx'
import { MakeDialog } from './make-dialog.tsx'

const close = () => view.setState({ issueDialog: null })

/** What is asked and shown about a task and its issue, over whatever screen there is. */
export function IssueDialogs() {
  const wanted = useView((state) => state.issueDialog)
  const task = useTask(wanted?.taskId)
  const project = useProject(task?.projectId)
  if (wanted === null || task === undefined) return null
  if (wanted.kind === 'history')
    return <HistoryDialog taskId={task.id} identifier={task.identifier} onClose={close} />
  if (project === undefined || project.github === null) return null
  if (wanted.kind === 'make')
    return <MakeDialog task={task} project={project} repository={project.github} onClose={close} />
  return (
    <LinkDialog
      key={task.id}
      task={task}
      repository={project.github}
      isOn={project.issueSync.enabled}
      onClose={close}
    />
  )
}
