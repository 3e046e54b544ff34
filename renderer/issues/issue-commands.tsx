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
        label: `Link ${identifier} with a GitHub issue…`,
        keys: 'task.issue',
        words: 'tie connect number',
        run: () => openLinkIssue(id),
      },
      {
        id: 'issue make',
        icon: <CirclePlus />,
        label: `Make a GitHub issue of ${identifier}…`,
        words: 'create new open publish',
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
            label: `Open ${issueName(link)} at GitHub`,
            keys: 'task.issue',
            words: 'issue browser',
            run: () => openOrLinkIssue(id),
          },
        ]),
    {
      id: 'issue history',
      icon: <History />,
      label: `History of ${identifier} and its issue`,
      words: 'github log writes take back overwritten',
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
      label: 'Import GitHub issues…',
      words: 'tasks bring',
      run: () => view.setState({ importing: { projectId: project.id, from: 'github' } }),
    },
    project.issueSync.enabled
      ? {
          id: 'issue sync',
          icon: <RefreshCw />,
          label: `Sync GitHub issues of ${project.name} now`,
          words: 'keep the same refresh look',
          run: () => void syncIssuesAloud(project.id),
        }
      : {
          id: 'issue keep',
          icon: <RefreshCw />,
          label: `Keep GitHub issues of ${project.name} the same…`,
          words: 'sync two-way settings',
          run: () => goTo({ to: 'project-settings', projectId: project.id, page: 'github' }),
        },
  ]
}
