import { Eye, GitMerge, GitPullRequestArrow, Pencil, RefreshCw, RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { Publication } from '#shared/publications.ts'
import { CopyButton } from '../run/copy-button.tsx'
import { TEXT } from '../batches/tones.ts'
import { useGithubAccounts } from '../state/github-accounts.ts'
import { openPublish, usePublicationActs } from '../state/publications.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Notice } from '../ui/notice.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago } from '../ui/time.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import { Checks } from './checks.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { MergePullDialog } from './merge-pull-dialog.tsx'
import { OutsideLink } from './outside-link.tsx'
import { PublicationIcon } from './publication-icon.tsx'
import { Remarks } from './remarks.tsx'
import { Reviews } from './reviews.tsx'
import { isBehind, mergeObstacle, publicationState, repositoryName, wish } from './words.ts'

/** A pull request as it was last seen, with everything that can be done about it; before, how it comes about. */
export function PublicationPanel({
  publication,
  isAtWork,
  canMend,
}: {
  publication: Publication
  /** An agent works on what is published: nothing is given to it meanwhile. */
  isAtWork: boolean
  /** There is an agent that could be given checks and remarks. */
  canMend: boolean
}) {
  const { id, status, failure, pull, accountId, notes } = publication
  const { busy, isLooking, act } = usePublicationActs(id)
  const { accounts } = useGithubAccounts()
  const login = accounts?.find((account) => account.id === accountId)?.login ?? null
  const [merging, setMerging] = useState(false)
  const isOpen = status === 'open' && pull !== null
  const obstacle = mergeObstacle(publication)
  const whyNot = isAtWork ? 'The agent is at work on it.' : null
  const mends = isOpen && canMend
  useShortcut('shift+r', () => act('ready'), { enabled: isOpen && pull.draft && busy === null })
  useShortcut('m', () => setMerging(true), { enabled: isOpen && obstacle === null })
  return (
    <section aria-label="Pull request" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Head
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
                  Update branch
                </Button>
              )}
              {pull.draft && (
                <Button
                  variant={wish(publication) === null ? 'primary' : 'default'}
                  icon={<Eye />}
                  keys="shift+r"
                  busy={busy === 'ready'}
                  disabled={busy !== null}
                  onClick={() => act('ready')}
                >
                  Ready for review
                </Button>
              )}
              <Tooltip label={obstacle ?? `Merge it into ${publication.baseBranch} at GitHub`}>
                {/* Disabled it could neither be found by keys nor say why. */}
                <Button
                  variant={obstacle === null && wish(publication) === null ? 'primary' : 'default'}
                  icon={<GitMerge />}
                  keys="m"
                  aria-disabled={obstacle !== null}
                  aria-description={obstacle ?? undefined}
                  onClick={() => {
                    if (obstacle === null) setMerging(true)
                  }}
                >
                  Merge
                </Button>
              </Tooltip>
            </>
          )
        }
        isLooking={isLooking}
        onRefresh={status === 'open' ? () => act('refresh') : null}
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
      {notes.length > 0 && (
        <Notice
          tone="wait"
          action={
            status === 'open' && (
              <Button size="s" busy={busy === 'retry'} disabled={busy !== null} onClick={() => act('retry')}>
                Try again
              </Button>
            )
          }
        >
          {notes.join(' ')}
        </Notice>
      )}
      {status === 'pushed' && <Pushed publication={publication} />}
      {isOpen && obstacle !== null && (
        <p className="-mt-1 text-12 text-fg-2">Cannot be merged yet. {obstacle}</p>
      )}
      {mends && isAtWork && (
        <p className="-mt-1 flex items-center gap-2 text-12 text-fg-2">
          <Spinner />
          {whyNot}
        </p>
      )}
      {pull !== null && (
        <div>
          <Checks
            checks={pull.checks}
            hidden={pull.checksHidden ?? null}
            busy={busy === 'fix'}
            onFix={mends ? () => act('fix') : null}
            whyNot={whyNot}
          />
          <Reviews reviews={pull.reviews} />
          <Remarks
            key={id}
            id={id}
            comments={pull.comments}
            reviews={pull.reviews}
            login={login}
            canReply={isOpen}
            busy={busy === 'address'}
            onAddress={mends ? (commentIds) => act('address', commentIds) : null}
            whyNot={whyNot}
          />
        </div>
      )}
      {merging && isOpen && (
        <MergePullDialog publication={publication} pull={pull} onClose={() => setMerging(false)} />
      )}
    </section>
  )
}

function Head({
  publication,
  actions,
  isLooking,
  onRefresh,
}: {
  publication: Publication
  actions: React.ReactNode
  isLooking: boolean
  /** null = nothing is followed. */
  onRefresh: (() => void) | null
}) {
  const { id, prNumber, prUrl, title, branch, baseBranch, pull, status } = publication
  const state = publicationState(publication)
  const repository = repositoryName(publication)
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="grid min-w-0 flex-1 basis-80 gap-1">
        <div className="flex min-w-0 items-center gap-2 text-14">
          <PublicationIcon state={state} className="size-4" />
          <span className="truncate font-medium">{title}</span>
          {prNumber !== null && prUrl !== null && (
            <OutsideLink
              href={prUrl}
              label={`Open pull request #${prNumber} at GitHub`}
              className="flex-none text-accent-fg"
            >
              #{prNumber}
            </OutsideLink>
          )}
        </div>
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-12 text-fg-2">
          <span role="status" className={cn('font-medium', TEXT[state.tone])}>
            {state.word}
          </span>
          <span className="flex min-w-0 items-center font-mono-11 text-fg-3">
            <span title={branch} className="max-w-72 truncate text-fg-2">
              {branch}
            </span>
            <CopyButton text={branch} label="Copy the branch name" />→ {baseBranch}
          </span>
          {repository !== null && <span className="text-fg-3">{repository}</span>}
          {pull !== null && (
            <span className="text-fg-3">
              seen <Ago at={pull.seenAt} />
            </span>
          )}
        </div>
      </div>
      <div className="flex flex-none items-center gap-1.5">
        {onRefresh !== null && (
          <IconButton label="Look at it now" disabled={isLooking} onClick={onRefresh}>
            <RefreshCw className={isLooking ? 'animate-spin motion-reduce:animate-none' : ''} />
          </IconButton>
        )}
        {status === 'open' && (
          <IconButton
            label="Change its title, text and labels"
            onClick={() => openPublish({ publicationId: id })}
          >
            <Pencil />
          </IconButton>
        )}
        {actions}
      </div>
    </header>
  )
}

/** What is next where a branch was pushed, and that was all. */
function Pushed({ publication: { compareUrl, branch } }: { publication: Publication }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-12 text-fg-2">
      <p>
        The branch <code className="text-11 text-fg">{branch}</code> is at the remote.
        {compareUrl === null && ' Open a pull request where that is hosted, or merge it there.'}
      </p>
      {compareUrl !== null && (
        <OutsideLink href={compareUrl} className="text-accent-fg">
          <GitPullRequestArrow aria-hidden className="size-3.5 flex-none" />
          Make a pull request by hand
        </OutsideLink>
      )}
    </div>
  )
}
