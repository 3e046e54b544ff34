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
import { t } from '../strings/t.ts'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { isWebAddress } from './outside-link.tsx'
import { checkSummary, isBehind, mergeObstacle, reviewSummary } from './words.ts'

/** Found with any of them. */
const WORDS = t('pull request github pr')

/** What can be done about the pull request of a task or a batch. The host has the last word. */
export function pullCommands(subjectId: string): PaletteItem[] {
  const publication = publicationOf(subjectId)
  if (publication === undefined || publication.prNumber === null) return []
  const { id, status, prNumber, prUrl, pull, taskId } = publication
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
      seeWords(publication, prNumber),
      <GitPullRequestArrow />,
      () => see(publication),
      t('open'),
    ),
    ...(prUrl === null || !isWebAddress(prUrl)
      ? []
      : [
          command(
            'open',
            t('Open pull request #{prNumber} at GitHub', { prNumber }),
            <GithubMark className="size-4" />,
            () => window.open(prUrl, '_blank', 'noopener,noreferrer'),
            t('browser'),
          ),
        ]),
    ...(status === 'open' || status === 'closed'
      ? [
          command(
            'look',
            t('Look at pull request #{prNumber} now', { prNumber }),
            <RefreshCw />,
            () => void CALLS.refresh(id),
            t('refresh sync'),
          ),
        ]
      : []),
    ...(isOpen
      ? [
          ...(run !== undefined && isLeftOut(publication, run)
            ? [
                command(
                  'update',
                  t('Update pull request #{prNumber} with the newest work…', { prNumber }),
                  <GitPullRequestArrow />,
                  () => openPublish({ publicationId: id, to: 'update' }),
                  t('push publish'),
                ),
              ]
            : []),
          command(
            'change',
            t('Change what pull request #{prNumber} says…', { prNumber }),
            <Pencil />,
            () => openPublish({ publicationId: id }),
            t('edit title text labels reviewers'),
          ),
          ...(mergeObstacle(publication, isBusy) === null
            ? [
                command('merge', t('Merge pull request #{prNumber}…', { prNumber }), <GitMerge />, () =>
                  openPublish({ publicationId: id, to: 'merge' }),
                ),
              ]
            : []),
          ...(pull.draft
            ? [
                command(
                  'ready',
                  t('Mark pull request #{prNumber} as ready for review', { prNumber }),
                  <Eye />,
                  () => void CALLS.ready(id),
                  t('draft'),
                ),
              ]
            : []),
          ...(isBehind(publication)
            ? [
                command(
                  'branch',
                  t('Update the branch of pull request #{prNumber}', { prNumber }),
                  <RotateCw />,
                  () => void CALLS.update_branch(id),
                ),
              ]
            : []),
          ...(!isBusy && checkSummary(pull.checkCounts)?.tone === 'bad'
            ? [
                command(
                  'fix',
                  t('Fix the checks of pull request #{prNumber}', { prNumber }),
                  <Wrench />,
                  () => void CALLS.fix(id),
                  t('failed ci'),
                ),
              ]
            : []),
          ...(!isBusy && (reviewSummary(pull)?.tone === 'wait' || pull.openRemarks > 0)
            ? [
                command(
                  'address',
                  t('Address the review of pull request #{prNumber}', { prNumber }),
                  <MessageSquareReply />,
                  () => void CALLS.address(id),
                  t('remarks comments changes requested'),
                ),
              ]
            : []),
        ]
      : []),
  ]
}

function seeWords({ taskId, batchId }: Publication, prNumber: number): string {
  const task = taskId === null ? undefined : tasks.get(taskId)
  const batch = batchId === null ? undefined : batches.get(batchId)
  const subject = task?.identifier ?? (batch === undefined ? null : batchName(batch))
  return subject === null
    ? t('See pull request #{prNumber}', { prNumber })
    : t('See pull request #{prNumber} of {subject}', { prNumber, subject })
}

function see({ taskId, batchId }: Publication): void {
  const task = taskId === null ? undefined : tasks.get(taskId)
  if (task !== undefined) {
    view.setState({ pullAsked: task.id })
    goTo({ to: 'task', identifier: task.identifier })
  } else if (batchId !== null) goTo({ to: 'batch', id: batchId })
}
