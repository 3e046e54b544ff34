import {
  Eye,
  GitMerge,
  GitPullRequestArrow,
  MessageSquareReply,
  Pencil,
  RefreshCw,
  RotateCw,
  Wrench,
} from 'lucide-react'
import { batchName } from '#shared/batch-news.ts'
import type { Publication } from '#shared/publications.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { PaletteItem } from '../commands/palette/item.ts'
import { goTo } from '../state/navigation.ts'
import { CALLS, isLeftOut, openPublish, publicationOf } from '../state/publications.ts'
import { batches, runs, tasks } from '../state/stores.ts'
import { view } from '../state/view.ts'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { isWebAddress } from './outside-link.tsx'
import { checkSummary, isBehind, mergeObstacle, reviewSummary } from './words.ts'

/** Found with any of them. */
const WORDS = 'pull request github pr'

/** What can be done about the pull request of a task or a batch. The host has the last word. */
export function pullCommands(subjectId: string): PaletteItem[] {
  const publication = publicationOf(subjectId)
  if (publication === undefined || publication.prNumber === null) return []
  const { id, status, prNumber, prUrl, pull, taskId } = publication
  const name = `pull request #${prNumber}`
  const isOpen = status === 'open' && pull !== null
  const task = taskId === null ? undefined : tasks.get(taskId)
  const run = runs.get(task?.latestRunId ?? '')
  const isFollowed = taskId === null && publication.followUp !== null && !publication.followUp.settled
  const isBusy = isFollowed || (run !== undefined && !isTerminal(run.status))
  const command = (what: string, label: string, icon: PaletteItem['icon'], run: () => void, words = '') => ({
    id: `pull ${what} ${id}`,
    icon,
    label,
    words: `${WORDS} ${words}`,
    run,
  })
  return [
    command(
      'see',
      `See ${name}${nameOf(publication)}`,
      <GitPullRequestArrow />,
      () => see(publication),
      'open',
    ),
    ...(prUrl === null || !isWebAddress(prUrl)
      ? []
      : [
          command(
            'open',
            `Open ${name} at GitHub`,
            <GithubMark className="size-4" />,
            () => window.open(prUrl, '_blank', 'noopener,noreferrer'),
            'browser',
          ),
        ]),
    ...(status === 'open' || status === 'closed'
      ? [command('look', `Look at ${name} now`, <RefreshCw />, () => void CALLS.refresh(id), 'refresh sync')]
      : []),
    ...(isOpen
      ? [
          ...(run !== undefined && isLeftOut(publication, run)
            ? [
                command(
                  'update',
                  `Update ${name} with the newest work…`,
                  <GitPullRequestArrow />,
                  () => openPublish({ publicationId: id, to: 'update' }),
                  'push publish',
                ),
              ]
            : []),
          command(
            'change',
            `Change what ${name} says…`,
            <Pencil />,
            () => openPublish({ publicationId: id }),
            'edit title text labels reviewers',
          ),
          ...(mergeObstacle(publication, isBusy) === null
            ? [
                command('merge', `Merge ${name}…`, <GitMerge />, () =>
                  openPublish({ publicationId: id, to: 'merge' }),
                ),
              ]
            : []),
          ...(pull.draft
            ? [
                command(
                  'ready',
                  `Mark ${name} as ready for review`,
                  <Eye />,
                  () => void CALLS.ready(id),
                  'draft',
                ),
              ]
            : []),
          ...(isBehind(publication)
            ? [
                command(
                  'branch',
                  `Update the branch of ${name}`,
                  <RotateCw />,
                  () => void CALLS.update_branch(id),
                ),
              ]
            : []),
          ...(!isBusy && checkSummary(pull.checkCounts)?.tone === 'bad'
            ? [command('fix', `Fix the checks of ${name}`, <Wrench />, () => void CALLS.fix(id), 'failed ci')]
            : []),
          ...(!isBusy && (reviewSummary(pull)?.tone === 'wait' || pull.openRemarks > 0)
            ? [
                command(
                  'address',
                  `Address the review of ${name}`,
                  <MessageSquareReply />,
                  () => void CALLS.address(id),
                  'remarks comments changes requested',
                ),
              ]
            : []),
        ]
      : []),
  ]
}

function nameOf({ taskId, batchId }: Publication): string {
  const task = taskId === null ? undefined : tasks.get(taskId)
  const batch = batchId === null ? undefined : batches.get(batchId)
  if (task !== undefined) return ` of ${task.identifier}`
  return batch === undefined ? '' : ` of ${batchName(batch)}`
}

function see({ taskId, batchId }: Publication): void {
  const task = taskId === null ? undefined : tasks.get(taskId)
  if (task !== undefined) {
    view.setState({ pullAsked: task.id })
    goTo({ to: 'task', identifier: task.identifier })
  } else if (batchId !== null) goTo({ to: 'batch', id: batchId })
}
