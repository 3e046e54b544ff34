import { ArchiveRestore, Lightbulb } from 'lucide-react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { TopBar } from '../app/top-bar.tsx'
import { useCommand } from '../commands/use-command.ts'
import { ContestButtons } from '../contests/contest-buttons.tsx'
import { ExecuteMenu } from '../contests/execute-menu.tsx'
import { ReviewActs } from '../review/review-acts.tsx'
import { mutateTask } from '../state/actions.ts'
import { useOpenBatchOf } from '../state/batches.ts'
import { canContest, openNewContest, useOpenContestOf } from '../state/contests.ts'
import { useProject } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { useStartingAgent } from '../state/starting-agent.ts'
import type { TerminalPlace } from '../state/terminals.ts'
import { t } from '../strings/t.ts'
import { TerminalButton } from '../terminals/terminal-dock.tsx'
import { Button } from '../ui/button.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { ActionButton } from './action-button.tsx'
import { MoreMenu } from './more-menu.tsx'
import type { TaskAction } from './available-actions.ts'
import type { TaskActions } from './use-task-actions.ts'

/** Where the task stands, and what can be done about it. */
export function TaskHeader({
  task,
  latest,
  read,
  actions,
  terminals,
}: {
  task: Task
  latest: Run | null
  /** The run whose log or changes are shown. */
  read: Run | null
  actions: TaskActions
  /** Where its terminals are. */
  terminals: TerminalPlace | null
}) {
  const contest = useOpenContestOf(task)
  const inBatch = useOpenBatchOf(task.id) !== undefined
  const canBegin = canContest(task) && !inBatch
  useCommand('task.contest', () => openNewContest(task.id), { enabled: canBegin })
  const project = useProject(task.projectId)
  const [first] = actions.offered
  // A failure says what can be done where it stands; twice would be noise.
  const failed = latest?.status === 'failed' && latest.failure !== null && latest.discardedAt === null
  const bar = failed ? [] : actions.bar
  // What is to be reviewed lies with its batch: nothing is gained by beginning anew.
  const isElsewhere = actions.publishing === 'done' || (first === 'execute' && task.status === 'in_review')
  const variantOf = (action: TaskAction) =>
    action !== first ? 'ghost' : action === 'stop' || isElsewhere ? 'default' : 'primary'
  return (
    <TopBar
      crumbs={[
        <button
          key="project"
          type="button"
          role="link"
          className="rounded-s hover:text-fg"
          onClick={() => goTo({ to: 'board', projectId: task.projectId })}
        >
          {project?.name ?? t('Board')}
        </button>,
        STATUS_NAMES[task.status],
      ]}
      title={task.identifier}
      actions={
        <>
          {latest !== null && <ReviewActs run={latest} actions={actions} />}
          {task.isGoal ? (
            <Button
              icon={<Lightbulb />}
              onClick={() => goTo({ to: 'brainstorm', identifier: task.identifier })}
            >
              {t('Open the brainstorm')}
            </Button>
          ) : task.archived ? (
            <Button icon={<ArchiveRestore />} onClick={() => void mutateTask(task.id, { archived: false })}>
              {t('Bring back')}
            </Button>
          ) : (
            [...bar]
              .reverse()
              .map((action) => (
                <ActionButton key={action} action={action} actions={actions} variant={variantOf(action)} />
              ))
          )}
          {canBegin && first === 'execute' && <ExecuteMenu task={task} />}
          {contest !== undefined && <ContestButtons contest={contest} run={read} />}
          <TerminalButton place={terminals} />
          <MoreMenu task={task} latest={latest} actions={actions} canContest={canBegin} />
        </>
      }
    >
      <Starting run={latest} />
    </TopBar>
  )
}

/** What the card says, too, while the program is started that the latest run waits for. */
function Starting({ run }: { run: Run | null }) {
  const agent = useStartingAgent(run ?? undefined)
  return agent === null ? null : (
    <span className="flex min-w-0 items-center gap-1.5 text-12 text-run">
      <Spinner />
      <span className="truncate">{t('Starting {agent}', { agent })}</span>
    </span>
  )
}
