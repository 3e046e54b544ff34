import { useProject, useTask } from '../state/hooks.ts'
import { useIssueLinkOf } from '../state/issues.ts'
import { rich } from '../strings/rich.tsx'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { useAccountLogin } from './use-account.ts'
import { issueName } from './words.ts'

/** Says where else a comment on a task goes: what is written there is read by others. Nothing where it stays here. */
export function CommentReach({ taskId }: { taskId: string }) {
  const project = useProject(useTask(taskId)?.projectId)
  const link = useIssueLinkOf(taskId)
  if (link === undefined || link.state === 'gone' || project?.issueSync.enabled !== true) return null
  return <Reach project={project} name={issueName(link)} isMade={link.number !== null} />
}

function Reach({
  project,
  name,
  isMade,
}: {
  project: Parameters<typeof useAccountLogin>[0]
  name: string
  isMade: boolean
}) {
  const login = useAccountLogin(project)
  const there = <span className="text-fg-2">{name}</span>
  const as = <span className="text-fg-2">{login}</span>
  return (
    <p className="mt-1.5 flex min-w-0 items-start gap-1.5 text-11 leading-[1.45] text-fg-3">
      <GithubMark className="mt-0.5 size-3 flex-none" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {login === null
          ? isMade
            ? rich('Goes to {issue} too, once an account speaks for the project.', { issue: there })
            : rich('Goes to its issue in {repository} too, once an account speaks for the project.', {
                repository: there,
              })
          : isMade
            ? rich('Goes to {issue} as {login} too.', { issue: there, login: as })
            : rich('Goes to its issue in {repository} as {login} too.', { repository: there, login: as })}
      </span>
    </p>
  )
}
