import { Link } from '@tanstack/react-router'
import {
  ArrowUpFromLine,
  FileDiff,
  GitMerge,
  GitPullRequestArrow,
  ListChecks,
  MessageSquare,
  Pause,
  Play,
} from 'lucide-react'
import { batchName } from '#shared/batch-news.ts'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import type { Publication } from '#shared/publications.ts'
import { TopBar } from '../app/top-bar.tsx'
import { useCommand } from '../commands/use-command.ts'
import { PublicationChip } from '../publications/publication-chip.tsx'
import { useProject } from '../state/hooks.ts'
import { openPublish } from '../state/publications.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import type { BatchActions } from './use-batch-actions.ts'
import { mergeOffer } from './merge-offer.ts'
import { MODE_ICONS } from './mode-icons.tsx'
import { batchState, modeWords } from './words.ts'

/** What the batch is, and what can be done with all of it. */
export function BatchHeader({
  batch,
  publication,
  atWork,
  actions,
  showsChanges,
  onChanges,
}: {
  batch: Batch
  /** How its work is published. */
  publication: Publication | undefined
  /** Agents of it that go on. */
  atWork: number
  actions: BatchActions
  /** What all of it changed stands in place of its tasks. */
  showsChanges: boolean
  onChanges: () => void
}) {
  const project = useProject(batch.projectId)
  const { word, tone } = batchState(batch)
  const isOver = isBatchOver(batch.status)
  const canStop = !isOver && batch.step !== 'clean_up'
  const isPaused = batch.status === 'paused'
  const hasChanges = batch.counts.merged > 0
  useCommand('batch.pause', actions.pauseOrResume, { enabled: canStop && !actions.busy })
  useCommand('task.stop', () => actions.setDialog({ kind: 'cancel' }), { enabled: canStop })
  const canMessage = canStop && atWork > 0
  const message = () => actions.setDialog({ kind: 'message' })
  useCommand('task.say', message, { enabled: canMessage })
  useCommand('work.changes', onChanges, { enabled: hasChanges || showsChanges })
  // What is in a pull request is merged where that is; here, too, where somebody wants it.
  const { canMerge, isPublished } = mergeOffer(batch, publication)
  const isAtGithub = project !== undefined && project.github !== null
  const canPublish = canMerge && !isPublished && publication?.status !== 'merged'
  const publish = () => openPublish({ batchId: batch.id })
  useCommand('task.merge', () => actions.setDialog({ kind: 'merge' }), { enabled: canMerge && !isPublished })
  useCommand('task.publish', publish, { enabled: canPublish })
  const { mode, options } = batch
  return (
    <TopBar
      crumbs={[
        <Link key="batches" to="/batches" activeOptions={{ exact: true }}>
          {t('Batches')}
        </Link>,
      ]}
      title={batchName(batch)}
      actions={
        <>
          {(hasChanges || showsChanges) && (
            <Button
              variant="ghost"
              icon={showsChanges ? <ListChecks /> : <FileDiff />}
              keys="work.changes"
              onClick={onChanges}
            >
              {showsChanges ? t('Tasks') : t('Changes')}
            </Button>
          )}
          {canMessage && (
            <Button variant="ghost" icon={<MessageSquare />} keys="task.say" onClick={message}>
              {atWork > 1 ? t('Message all') : t('Message')}
            </Button>
          )}
          {canStop && (
            <>
              <Button
                variant="ghost"
                icon={isPaused ? <Play /> : <Pause />}
                keys="batch.pause"
                disabled={actions.busy}
                onClick={actions.pauseOrResume}
              >
                {isPaused ? t('Resume') : t('Pause')}
              </Button>
              <Button
                icon={<StopIcon />}
                keys="task.stop"
                disabled={actions.busy}
                onClick={() => actions.setDialog({ kind: 'cancel' })}
              >
                {t('Cancel')}
              </Button>
            </>
          )}
          {canMerge && (
            <Button
              variant={isPublished || (canPublish && isAtGithub) ? 'ghost' : 'primary'}
              icon={<GitMerge />}
              {...(isPublished ? {} : { keys: 'task.merge' })}
              onClick={() => actions.setDialog({ kind: 'merge' })}
            >
              {isPublished ? t('Merge here') : t('Merge into {branch}', { branch: batch.baseBranch })}
            </Button>
          )}
          {canPublish && (
            <Button
              variant={isAtGithub ? 'primary' : 'ghost'}
              icon={isAtGithub ? <GitPullRequestArrow /> : <ArrowUpFromLine />}
              keys="task.publish"
              onClick={publish}
            >
              {isAtGithub ? t('Create pull request') : t('Push branch…')}
            </Button>
          )}
        </>
      }
    >
      <Chip tone={tone === 'idle' ? 'plain' : tone} role="status">
        {word}
      </Chip>
      {publication !== undefined && <PublicationChip publication={publication} tabbable />}
      <span className="contents max-[1080px]:hidden">
        <Chip icon={MODE_ICONS[mode]}>{modeWords(batch)}</Chip>
      </span>
      <span className="contents max-[1180px]:hidden">
        {mode !== 'combined' && (
          <>
            {options.conflictBehavior === 'fail' && <Chip>{t('a conflict ends it')}</Chip>}
            {options.conflictBehavior === 'resolve' && <Chip>{t('an agent resolves conflicts')}</Chip>}
            {options.stopOnFailure && <Chip>{t('stops on failure')}</Chip>}
          </>
        )}
        {project !== undefined && (
          <Chip
            className="max-w-60"
            title={project.checkCommand ?? t('The project has no check command: nothing is verified.')}
          >
            {project.checkCommand === null
              ? t('no check')
              : rich('check: {command}', {
                  command: <span className="font-mono-11">{project.checkCommand}</span>,
                })}
          </Chip>
        )}
      </span>
    </TopBar>
  )
}
