import { useProject, useTask } from '../state/hooks.ts'
import { useIssueLinkOf } from '../state/issues.ts'
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
  return (
    <p className="mt-1.5 flex min-w-0 items-start gap-1.5 text-11 leading-[1.45] text-fg-3">
      <GithubMark className="mt-0.5 size-3 flex-none" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {isMade ? 'Goes to ' : 'Goes to its issue in '}
        <span className="text-fg-2">{name}</span>
        {login === null ? (
          ' too, once an account speaks for the project.'
        ) : (
          <>
            {' as '}
            <span className="text-fg-2">{login}</span> too.
          </>
        )}
      </span>
    </p>
  )
}
