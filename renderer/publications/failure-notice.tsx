import { Pencil, RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { Publication, PublicationFailure } from '#shared/publications.ts'
import { openPublish, type PublicationAct } from '../state/publications.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { timeOfDay } from '../ui/day.ts'
import { elapsed } from '../ui/duration.ts'
import { useNow } from '../ui/time.tsx'
import { AccountChoice, useAccountChoices } from './account-choice.tsx'
import { keepDraft } from './drafts.ts'
import { OutsideLink } from './outside-link.tsx'
import { failureWords, waysOn } from './words.ts'

/** When it is tried or looked at again by itself, and how long that is from now as long as it is not past. */
function NextTry({ at, isHeld }: { at: string; isHeld: boolean }) {
  const ms = Date.parse(at) - useNow()
  const time = timeOfDay(at)
  const left = elapsed(ms)
  if (ms <= 0)
    return isHeld
      ? t('Nothing is lost. It is tried again by itself at {time}.', { time })
      : t('It is looked at again at {time}.', { time })
  return isHeld
    ? t('Nothing is lost. It is tried again by itself at {time} (in {left}).', { time, left })
    : t('It is looked at again at {time} (in {left}).', { time, left })
}

/** What stands in the way of a publication, and what the user can do about it. */
export function FailureNotice({
  publication,
  failure,
  busy,
  isLooking,
  act,
}: {
  publication: Publication
  failure: PublicationFailure
  busy: PublicationAct | null
  isLooking: boolean
  act: (what: PublicationAct) => void
}) {
  const { id, taskId, batchId, projectId, accountId, repository, status, branch, prNumber, pushedCommit } =
    publication
  const [givingUp, setGivingUp] = useState(false)
  const edit = () => {
    // What is not published yet can go elsewhere, too.
    if (prNumber !== null) openPublish({ publicationId: id })
    else openPublish(taskId === null ? { batchId: batchId ?? '' } : { taskId })
  }
  const accounts = useAccountChoices(repository?.host ?? null, accountId)
  const lacksAccount = status === 'blocked' && accounts.length > 0
  const ways = waysOn(failure)
  const commits = failure.commits ?? []
  const isHeld = status === 'waiting' || status === 'blocked'
  const button = (
    what: PublicationAct,
    label: string,
    variant: 'default' | 'primary' | 'ghost' = 'default',
  ) => (
    <Button
      size="s"
      variant={variant}
      busy={busy === what}
      disabled={busy !== null}
      onClick={() => act(what)}
    >
      {label}
    </Button>
  )
  return (
    <Notice tone={status === 'blocked' ? 'bad' : 'wait'} live={status === 'blocked'}>
      <p className="whitespace-pre-wrap">
        <WithCode text={failureWords(failure)} />
      </p>
      {commits.length > 0 && (
        <ul
          aria-label={t('Commits on {branch} that are not from here', { branch })}
          className="mt-1.5 grid max-h-44 gap-0.5 overflow-y-auto"
        >
          {commits.map(({ sha, author, subject }) => (
            <li key={sha} className="flex min-w-0 items-baseline gap-2">
              <code className="flex-none text-11 text-fg-3">{sha.slice(0, 7)}</code>
              <span className="min-w-0 truncate">{subject}</span>
              <span className="ms-auto flex-none text-fg-2">{author}</span>
            </li>
          ))}
        </ul>
      )}
      {failure.retryAt !== null && (
        <p className="mt-1 text-fg-2 tabular-nums">
          <NextTry at={failure.retryAt} isHeld={isHeld} />
        </p>
      )}
      {lacksAccount && (
        <div className="mt-2 max-w-96">
          <AccountChoice projectId={projectId} accounts={accounts} onChosen={() => act('retry')} />
        </div>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-1.5">
        {ways.includes('foreign') && (
          <>
            {button('merge_foreign', t('Merge them in'), 'primary')}
            {button('new_branch', t('Publish under a new branch'))}
          </>
        )}
        {ways.includes('link') && failure.url !== null && failure.url !== undefined && (
          <OutsideLink href={failure.url} className="me-1 text-accent-fg">
            {failure.code === 'sso_required' ? t('Authorise the account at GitHub') : t('Mend it at GitHub')}
          </OutsideLink>
        )}
        {ways.includes('edit') && isHeld && (
          <Button size="s" variant="primary" icon={<Pencil />} onClick={edit}>
            {t('Change it…')}
          </Button>
        )}
        {ways.includes('settings') && !lacksAccount && (
          <Button size="s" variant="primary" onClick={() => goTo({ to: 'settings', section: 'github' })}>
            {t('Settings › GitHub')}
          </Button>
        )}
        {ways.includes('retry') && (
          <Button
            size="s"
            icon={<RotateCw />}
            busy={busy === 'retry' || isLooking}
            disabled={busy !== null || isLooking}
            onClick={() => act(isHeld ? 'retry' : 'refresh')}
          >
            {status === 'waiting' ? t('Retry now') : t('Try again')}
          </Button>
        )}
        {isHeld && prNumber !== null && button('cancel', t('Leave it as it is at GitHub'), 'ghost')}
        {isHeld && prNumber === null && (
          <Button
            size="s"
            variant="ghost"
            busy={busy === 'cancel'}
            disabled={busy !== null}
            onClick={() => setGivingUp(true)}
          >
            {t('Give up…')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={givingUp}
        onOpenChange={setGivingUp}
        title={t('Give up publishing it?')}
        description={
          pushedCommit === null
            ? t(
                'Nothing was pushed. The work stays here, and what its pull request was to say is offered again.',
              )
            : t(
                'The branch {branch} stays at the remote. The work stays here, too, and what its pull request was to say is offered again.',
                { branch },
              )
        }
        confirmLabel={t('Give up')}
        onConfirm={async () => {
          keepDraft(publication)
          act('cancel')
        }}
      />
    </Notice>
  )
}
