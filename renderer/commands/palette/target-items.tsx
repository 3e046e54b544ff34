import { GitPullRequestArrow, Play, Split, Zap } from 'lucide-react'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import { projectIssueCommands, taskIssueCommands } from '../../issues/issue-commands.tsx'
import { pullCommands } from '../../publications/pull-commands.tsx'
import { executeFree, inBatchWords, openNewBatch, splitByBatch } from '../../state/batches.ts'
import { canContest, openNewContest } from '../../state/contests.ts'
import { goTo } from '../../state/navigation.ts'
import {
  canPublish,
  isPullOpen,
  publicationOf,
  publishOrOpen,
  publishWord,
} from '../../state/publications.ts'
import { batches, runs, tasks } from '../../state/stores.ts'
import { t } from '../../strings/t.ts'
import type { PaletteItem } from './item.ts'

/** What can be done with the tasks that are meant: the open one, the selected ones, or the one that was focused last. */
export function targetItems(chosen: readonly Task[], openBatchId: string | null): PaletteItem[] {
  const { free, ready, others, batchIds } = splitByBatch(chosen.map((task) => task.id))
  const targets = chosen.filter(({ id }) => others.includes(id))
  const [only] = chosen.length === 1 ? chosen : []
  const subjectId = openBatchId ?? only?.id ?? null
  return [
    ...(free.length === 0 ? [] : executeItems(free, ready)),
    ...(targets.length === 1 ? targets.flatMap(oneTaskItems) : []),
    ...(subjectId === null ? [] : pullCommands(subjectId)),
    ...(only === undefined ? [] : taskIssueCommands(only)),
    ...batchIds.flatMap((id) => {
      const batch = batches.get(id)
      if (batch === undefined) return []
      const open = () => goTo({ to: 'batch', id })
      return [{ id: `batch ${id}`, icon: <Zap />, label: inBatchWords(batch), words: t('open'), run: open }]
    }),
  ]
}

const executeItems = (free: readonly string[], ready: readonly string[]): PaletteItem[] => [
  {
    id: 'task.execute',
    icon: <Play />,
    label: t('Execute {count, plural, =1 {{task}} other {# tasks}}', {
      count: ready.length,
      task: tasks.get(ready[0] ?? '')?.identifier ?? '',
    }),
    keys: 'task.execute',
    words: t('run start agent'),
    run: () => void executeFree(ready),
  },
  {
    id: 'task.batch',
    icon: <Zap />,
    label: t('Execute as a batch…'),
    keys: 'task.batch',
    words: t('queue parallel combined merge'),
    run: () => openNewBatch(free),
  },
]

function oneTaskItems(task: Task): PaletteItem[] {
  const { id, identifier, latestRunId } = task
  return [
    ...(canContest(task)
      ? [
          {
            id: 'task.contest',
            icon: <Split />,
            label: t('Best of… for {identifier}', { identifier }),
            keys: 'task.contest',
            words: t('contest candidates compare models several attempts'),
            run: () => openNewContest(id),
          },
        ]
      : []),
    ...(canPublish(runs.get(latestRunId ?? '')) && !isPullOpen(publicationOf(id))
      ? [
          {
            id: 'task.publish',
            icon: <GitPullRequestArrow />,
            label: t('{act} for {identifier}', { act: publishWord(task), identifier }),
            keys: 'task.publish',
            words: t('pull request github push branch publish pr'),
            run: () => publishOrOpen(id),
          },
        ]
      : []),
  ]
}

/** What can be done with the issues of the project that was looked at last. */
export const projectItems = (project: Project | undefined): PaletteItem[] => projectIssueCommands(project)
