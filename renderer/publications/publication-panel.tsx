import { Eye, GitMerge, GitPullRequestArrow, RotateCw, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { conflicts } from '#shared/inbox-pulls.ts'
import type { Publication } from '#shared/publications.ts'
import { useCommand } from '../commands/use-command.ts'
import { useGithubAccounts } from '../state/github-accounts.ts'
import { usePublicationActs, usePull } from '../state/publications.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago } from '../ui/time.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { Checks } from './checks.tsx'
import { chosenRemarks } from './chosen-remarks.ts'
import { FollowUp } from './follow-up.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { MergePullDialog, type Newer } from './merge-pull-dialog.tsx'
import { Notes } from './notes.tsx'
import { OutsideLink } from './outside-link.tsx'
import { PublicationHead } from './publication-head.tsx'
import { PullOutline } from './pull-outline.tsx'
import { Remarks } from './remarks.tsx'
import { Reviews } from './reviews.tsx'
import { isBehind, mergeObstacle, threadsOf, wish } from './words.ts'

/** A pull request as it was last seen, with everything that can be done about it; before, how it comes about. */
export function PublicationPanel({
  publication,
  newer = null,
  publish = null,
  isAtWork,
  canMend,
}: {
  publication: Publication
  /** The newest work, where it is not in what is published. */
  newer?: Newer | null
  /** What publishes it, and what that is called; null = nothing is to be published, or it cannot be now. */
  publish?: { word: string; act: () => void } | null
  /** An agent works on what is published: nothing is given to it meanwhile. */
  isAtWork: boolean
  /** There is an agent that could be given checks and remarks. */
  canMend: boolean
}) {
  const { id, status, failure, pull, accountId, notes, batchId, followUp, endedAt } = publication
  const { busy, isLooking, act } = usePublicationActs(id)
  const whole = usePull(publication)
  const { accounts } = useGithubAccounts()
  const login = accounts?.find((account) => account.id === accountId)?.login ?? null
  const [merging, setMerging] = useState(false)
  const isOpen = status === 'open' && pull !== null
  // Opened again after it was closed it is not merged unasked.
  if (merging && !isOpen) setMerging(false)
  const threads = threadsOf(whole?.comments ?? [])
  const [unticked, setUnticked] = useState<ReadonlySet<number>>(new Set())
  const toggle = (one: number) =>
    setUnticked((before) => {
      const next = new Set(before)
      if (!next.delete(one)) next.add(one)
      return next
    })
  // Of a branch alone somebody may have made a pull request by hand; one that was closed may be open again.
  const canRefresh = status === 'open' || status === 'closed' || (status === 'pushed' && publish !== null)
  const isFollowed = batchId !== null && followUp !== null && !followUp.settled
  // A task that is begun anew after its batch is no part of what is merged.
  const obstacle = mergeObstacle(publication, batchId === null ? isAtWork : isFollowed)
  const isBlue = obstacle === null && newer === null && wish(publication) === null
  const whyNot = isAtWork || isFollowed ? t('The agent is at work on it.') : null
  const mends = isOpen && canMend
  useCommand('pull.ready', () => act('ready'), { enabled: isOpen && pull.draft && busy === null })
  useCommand('task.merge', () => setMerging(true), {
    room: 'pull-request',
    enabled: isOpen && obstacle === null,
  })
  return (
    <section aria-label={t('Pull request')} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <PublicationHead
        publication={publication}
        actions={
          isOpen && (
            <>
              {isBehind(publication) && (
                <Button
                  icon={<RotateCw />}
                  busy={busy === 'update_branch'}
                  disabled={busy !== null}
                  onClick={() => act('update_branch')}
                >
                  {t('Update branch')}
                </Button>
              )}
              {pull.draft && (
                <Button
                  variant={wish(publication) === null ? 'primary' : 'default'}
                  icon={<Eye />}
                  keys="pull.ready"
                  busy={busy === 'ready'}
                  disabled={busy !== null}
                  onClick={() => act('ready')}
                >
                  {t('Ready for review')}
                </Button>
              )}
              <Tooltip
                label={
                  obstacle ??
                  t('Merge it into {baseBranch} at GitHub', { baseBranch: publication.baseBranch })
                }
              >
                {/* Disabled it could neither be found by keys nor say why. */}
                <Button
                  variant={isBlue ? 'primary' : 'default'}
                  icon={<GitMerge />}
                  keys="task.merge"
                  aria-disabled={obstacle !== null}
                  aria-description={obstacle ?? undefined}
                  onClick={() => {
                    if (obstacle === null) setMerging(true)
                  }}
                >
                  {t('Merge')}
                </Button>
              </Tooltip>
            </>
          )
        }
        isLooking={isLooking}
        onRefresh={canRefresh ? () => act('refresh') : null}
      />
      {failure !== null && (
        <FailureNotice
          publication={publication}
          failure={failure}
          busy={busy}
          isLooking={isLooking}
          act={act}
        />
      )}
      <Notes
        notes={notes}
        busy={busy === 'retry'}
        onRead={status === 'open' && (busy === null || busy === 'retry') ? () => act('retry') : null}
      />
      {newer !== null && (isOpen || status === 'merged') && (
        <Notice
          tone="wait"
          action={
            publish !== null && (
              <Button size="s" icon={<GitPullRequestArrow />} onClick={publish.act}>
                {publish.word}
              </Button>
            )
          }
        >
          {isOpen
            ? t('{name} is not in this pull request yet.', { name: newer.name })
            : t(
                '{name} was not in this pull request when it was merged, so the task is still to be reviewed.',
                { name: newer.name },
              )}
        </Notice>
      )}
      {status === 'closed' && (
        <div className="-mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-12 text-fg-2">
          <p>
            {endedAt === null
              ? t(
                  'It was closed at GitHub and not merged. The work is still here, and opened again there it is followed again.',
                )
              : rich(
                  'It was closed at GitHub {ago} and not merged. The work is still here, and opened again there it is followed again.',
                  { ago: <Ago at={endedAt} /> },
                )}
          </p>
          {publish !== null && (
            <Button size="s" icon={<GitPullRequestArrow />} onClick={publish.act}>
              {publish.word}
            </Button>
          )}
        </div>
      )}
      {status === 'pushed' && <Pushed publication={publication} publish={publish} />}
      {isOpen && obstacle !== null && !isAtWork && (
        <div className="-mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-12 text-fg-2">
          <p>{t('Cannot be merged yet. {obstacle}', { obstacle })}</p>
          {mends && conflicts(publication) && (
            <Button
              size="s"
              icon={<Waypoints />}
              busy={busy === 'resolve'}
              disabled={busy !== null || whyNot !== null}
              onClick={() => act('resolve')}
            >
              {t('Have it resolved')}
            </Button>
          )}
        </div>
      )}
      {isOpen && batchId !== null && followUp !== null && <FollowUp followUp={followUp} />}
      {mends && isAtWork && !isFollowed && (
        <p className="-mt-1 flex items-center gap-2 text-12 text-fg-2">
          <Spinner />
          {whyNot}
        </p>
      )}
      {pull !== null && whole === null && <PullOutline pull={pull} />}
      {pull !== null && whole !== null && (
        <div>
          <Checks
            id={id}
            checks={whole.checks}
            hidden={pull.checksHidden ?? null}
            busy={busy === 'fix'}
            onFix={mends ? () => act('fix') : null}
            whyNot={whyNot}
          />
          <Reviews reviews={whole.reviews} pull={pull} unticked={unticked} onTick={mends ? toggle : null} />
          <Remarks
            id={id}
            threads={threads}
            chosen={chosenRemarks(threads, whole.reviews, unticked)}
            unticked={unticked}
            onTick={toggle}
            login={login}
            canReply={isOpen}
            busy={busy === 'address'}
            onAddress={mends ? (commentIds) => act('address', commentIds) : null}
            whyNot={whyNot}
          />
        </div>
      )}
      {merging && isOpen && (
        <MergePullDialog
          publication={publication}
          pull={pull}
          newer={newer}
          onClose={() => setMerging(false)}
        />
      )}
    </section>
  )
}

/** What is next where a branch was pushed, and that was all. */
function Pushed({
  publication: { compareUrl, branch },
  publish,
}: {
  publication: Publication
  publish: { word: string; act: () => void } | null
}) {
  const isByHand = publish === null && compareUrl === null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-12 text-fg-2">
      <p>
        {rich('The branch <code>{branch}</code> is at the remote.', {
          branch,
          code: (name) => <code className="text-11 text-fg">{name}</code>,
        })}
        {isByHand && ` ${t('Open a pull request where that is hosted, or merge it there.')}`}
      </p>
      {publish !== null && (
        <Button size="s" icon={<GitPullRequestArrow />} onClick={publish.act}>
          {publish.word}
        </Button>
      )}
      {compareUrl !== null && (
        <OutsideLink href={compareUrl} className="text-accent-fg">
          <GitPullRequestArrow aria-hidden className="size-3.5 flex-none" />
          {t('Make a pull request by hand')}
        </OutsideLink>
      )}
    </div>
  )
}
