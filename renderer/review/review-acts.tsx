import { CodeXml, FlaskConical, FlaskConicalOff, Trash2 } from 'lucide-react'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { useCommand } from '../commands/use-command.ts'
import { openWorktree } from '../state/actions.ts'
import { useConnection, useProject } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import type { TaskActions } from '../task/use-task-actions.ts'
import { IconButton } from '../ui/button.tsx'
import { startCheck, stopCheck } from './review-calls.ts'

/** What a reviewer does beside taking the work or sending it back: check it, open it, throw it away. */
export function ReviewActs({ run, actions }: { run: Run; actions: TaskActions }) {
  const project = useProject(run.projectId)
  const hasEditor = useConnection(({ system }) => system?.can.openIn.includes('editor') === true)
  const { offered } = actions
  // Work of the task's own that is over, and that somebody may still decide about.
  const isReviewed =
    isTerminal(run.status) &&
    run.headCommit !== null &&
    run.worktreePath !== null &&
    offered.includes('discard')
  const isChecking = run.recheck?.status === 'running'
  const canCheck = isReviewed && typeof project?.checkCommand === 'string'
  const check = () => void (isChecking ? stopCheck(run.id) : startCheck(run.id))
  useCommand('task.check', check, {
    enabled: canCheck,
    label: () => (isChecking ? t('Break the check off') : null),
  })
  if (!isReviewed) return null
  return (
    <span className="flex items-center">
      {canCheck && (
        <IconButton
          label={isChecking ? t('Break the check off') : t('Run the check')}
          keys="task.check"
          onClick={check}
        >
          {isChecking ? <FlaskConicalOff /> : <FlaskConical />}
        </IconButton>
      )}
      {hasEditor && (
        <IconButton
          data-bar-elsewhere
          label={t('Open in the editor')}
          onClick={() => void openWorktree(run.id, 'editor')}
        >
          <CodeXml />
        </IconButton>
      )}
      <IconButton
        data-bar-elsewhere
        label={t('Discard the work')}
        keys="task.discard"
        onClick={() => actions.act('discard')}
      >
        <Trash2 />
      </IconButton>
    </span>
  )
}
