import type { Task } from '#shared/tasks.ts'
import { canHaveIssue, issueLinkOf, openMakeIssue, openOrLinkIssue } from '../state/issues.ts'
import { t } from '../strings/t.ts'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { MenuItem, MenuSub } from '../ui/menu.tsx'
import { issueName } from './words.ts'

/** What can be done about the issue of a task, in a menu about the task. */
export function IssueMenuItems({ task }: { task: Task }) {
  const link = issueLinkOf(task.id)
  const mark = <GithubMark className="size-3.5" />
  if (link !== undefined)
    return link.url === null ? null : (
      <MenuItem icon={mark} keys="task.issue" onSelect={() => openOrLinkIssue(task.id)}>
        {t('Open {issue}', { issue: issueName(link) })}
      </MenuItem>
    )
  if (!canHaveIssue(task)) return null
  return (
    <MenuSub icon={mark} label={t('GitHub issue')}>
      <MenuItem keys="task.issue" onSelect={() => setTimeout(() => openOrLinkIssue(task.id))}>
        {t('Link an issue…')}
      </MenuItem>
      <MenuItem onSelect={() => setTimeout(() => openMakeIssue(task.id))}>
        {t('Make an issue of it…')}
      </MenuItem>
    </MenuSub>
  )
}
