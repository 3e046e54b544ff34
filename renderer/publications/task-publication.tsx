import { isTerminal } from '#shared/run-words.ts'
import type { Publication } from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { PublicationPanel } from './publication-panel.tsx'

/** The pull request of a task, in a tab of its own. */
export function TaskPublication({
  task,
  latest,
  publication,
}: {
  task: Pick<Task, 'archived'>
  latest: Run | null
  publication: Publication
}) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pt-4 pb-10">
      <PublicationPanel
        publication={publication}
        isAtWork={latest !== null && !isTerminal(latest.status)}
        canMend={
          !task.archived && latest !== null && latest.worktreePath !== null && latest.sessionId !== null
        }
      />
    </div>
  )
}
