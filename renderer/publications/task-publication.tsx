import { isTerminal } from '#shared/run-words.ts'
import type { Publication } from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { isLeftOut } from '../state/publications.ts'
import { runName } from '../task/run-name.ts'
import type { TaskActions } from '../task/use-task-actions.ts'
import { PublicationPanel } from './publication-panel.tsx'

/** The pull request of a task, in a tab of its own. */
export function TaskPublication({
  task,
  latest,
  publication,
  actions,
}: {
  task: Pick<Task, 'archived'>
  latest: Run | null
  publication: Publication
  actions: TaskActions
}) {
  const canUpdate = actions.offered.includes('publish')
  const left = latest !== null && isLeftOut(publication, latest) ? latest : null
  return (
    <div className="min-h-0 flex-1 -mx-1 overflow-y-auto px-1 pt-4 pb-10">
      <PublicationPanel
        key={publication.id}
        publication={publication}
        newer={left?.headCommit ? { name: runName(left), head: left.headCommit } : null}
        publish={canUpdate ? { word: actions.publishWord, act: () => actions.act('publish') } : null}
        isAtWork={latest !== null && !isTerminal(latest.status)}
        canMend={
          !task.archived && latest !== null && latest.worktreePath !== null && latest.sessionId !== null
        }
      />
    </div>
  )
}
