import { CirclePlus, History, Link2, RefreshCw } from 'lucide-react'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import type { PaletteItem } from '../commands/palette/item.ts'
import {
  canHaveIssue,
  issueLinkOf,
  openIssueHistory,
  openLinkIssue,
  openMakeIssue,
  openOrLinkIssue,
  syncIssuesAloud,
} from '../state/issues.ts'
import { goTo } from '../state/navigation.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { issueName } from './words.ts'

const MARK = <GithubMark className="size-4" />

/** What can be done about the issue of a task. */
export function taskIssueCommands(task: Task): PaletteItem[] {
  const { id, identifier } = task
  const link = issueLinkOf(id)
  if (link === undefined) {
    if (!canHaveIssue(task)) return []
    return [
      {
        id: 'issue link',
        icon: <Link2 />,
        label: t('Link {identifier} with a GitHub issue…', { identifier }),
        keys: 'task.issue',
        words: t('tie connect number'),
        run: () => openLinkIssue(id),
      },
      {
        id: 'issue make',
        icon: <CirclePlus />,
        label: t('Make a GitHub issue of {identifier}…', { identifier }),
        words: t('create new open publish'),
        run: () => openMakeIssue(id),
      },
    ]
  }
  return [
    ...(link.url === null
      ? []
      : [
          {
            id: 'issue open',
            icon: MARK,
            label: t('Open {issue} at GitHub', { issue: issueName(link) }),
            keys: 'task.issue',
            words: t('issue browser'),
            run: () => openOrLinkIssue(id),
          },
        ]),
    {
      id: 'issue history',
      icon: <History />,
      label: t('History of {identifier} and its issue', { identifier }),
      words: t('github log writes take back overwritten'),
      run: () => openIssueHistory(id),
    },
  ]
}

/** What can be done about the issues of the project that is looked at. */
export function projectIssueCommands(project: Project | undefined): PaletteItem[] {
  if (project === undefined || project.github === null) return []
  return [
    {
      id: 'issue import',
      icon: MARK,
      label: t('Import GitHub issues…'),
      words: t('tasks bring'),
      run: () => view.setState({ importing: { projectId: project.id, from: 'github' } }),
    },
    project.issueSync.enabled
      ? {
          id: 'issue sync',
          icon: <RefreshCw />,
          label: t('Sync GitHub issues of {name} now', { name: project.name }),
          words: t('keep the same refresh look'),
          run: () => void syncIssuesAloud(project.id),
        }
      : {
          id: 'issue keep',
          icon: <RefreshCw />,
          label: t('Keep GitHub issues of {name} the same…', { name: project.name }),
          words: t('sync two-way settings'),
          run: () => goTo({ to: 'project-settings', projectId: project.id, page: 'github' }),
        },
  ]
}
