import { useCallback, useState } from 'react'
import type { GithubRepository } from '#shared/github.ts'
import type { IssueFilter, RemoteIssue } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { ConfirmLink } from './confirm-link.tsx'
import { GithubProblem } from './github-problem.tsx'
import { IssuePicker } from './issue-picker.tsx'
import { useRemoteIssues } from './use-remote-issues.ts'
import { OPEN_ISSUES } from './words.ts'

/** Also closed ones, once something is looked for. */
const ALL_ISSUES: IssueFilter = { ...OPEN_ISSUES, state: 'all' }

/** Finds the issue that a task is about, and ties them. */
export function LinkDialog({
  task,
  repository,
  isOn,
  onClose,
}: {
  task: Task
  repository: GithubRepository
  /** The project keeps issues the same. */
  isOn: boolean
  onClose: () => void
}) {
  const [q, setQ] = useState('')
  const [issue, setIssue] = useState<RemoteIssue | null>(null)
  if (issue !== null)
    return (
      <ConfirmLink
        key={issue.number}
        task={task}
        listed={issue}
        repository={repository}
        isOn={isOn}
        onBack={() => setIssue(null)}
        onClose={onClose}
      />
    )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('Link {identifier} with an issue', { identifier: task.identifier })}
      description={t('Of {owner}/{name}. Nothing is written before you have seen where they differ.', {
        owner: repository.owner,
        name: repository.name,
      })}
      width={600}
      className="top-[9vh] max-h-[84vh]"
    >
      <FindIssue
        projectId={task.projectId}
        repository={repository}
        q={q}
        onSearch={setQ}
        onChoose={setIssue}
        onClose={onClose}
      />
    </Dialog>
  )
}

function FindIssue({
  projectId,
  repository,
  q,
  onSearch,
  onChoose,
  onClose,
}: {
  projectId: string
  repository: GithubRepository
  q: string
  onSearch: (q: string) => void
  onChoose: (issue: RemoteIssue) => void
  onClose: () => void
}) {
  const words = q.trim()
  const filter = words === '' ? OPEN_ISSUES : ALL_ISSUES
  const { found, problem, isLoading, isLoadingMore, more, again } = useRemoteIssues(projectId, filter, words)
  const choose = useCallback((issue: RemoteIssue) => onChoose(issue), [onChoose])
  return (
    <IssuePicker
      items={problem === null ? (found?.items ?? []) : []}
      isStale={isLoading}
      isLoadingMore={isLoadingMore}
      q={q}
      onSearch={onSearch}
      onChoose={choose}
      onEnd={more}
      empty={
        problem !== null ? (
          <GithubProblem
            projectId={projectId}
            problem={problem}
            repository={repository}
            onAgain={again}
            onLeave={onClose}
          />
        ) : found === null || isLoading ? (
          <div role="status" className="flex items-center gap-2 text-12 text-fg-3">
            <Spinner />
            {t('Asking GitHub…')}
          </div>
        ) : (
          <p className="px-6 text-center text-12 text-fg-3">
            {words === ''
              ? t('The repository has no open issue. Type a number or words to look among the closed ones.')
              : t('No issue is called or says so.')}
          </p>
        )
      }
    />
  )
}
