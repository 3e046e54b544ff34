import { RotateCw } from 'lucide-react'
import type { Publication, PublicationFailure } from '#shared/publications.ts'
import type { PublicationAct } from '../state/publications.ts'
import { goTo } from '../state/navigation.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { timeOfDay } from '../ui/day.ts'
import { OutsideLink } from './outside-link.tsx'
import { waysOn } from './words.ts'

/** What stands in the way of a publication, and what the user can do about it. */
export function FailureNotice({
  publication,
  failure,
  busy,
  isLooking,
  act,
}: {
  publication: Pick<Publication, 'status' | 'branch' | 'prNumber'>
  failure: PublicationFailure
  busy: PublicationAct | null
  isLooking: boolean
  act: (what: PublicationAct) => void
}) {
  const { status, branch, prNumber } = publication
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
      <p className="whitespace-pre-wrap">{failure.message}</p>
      {commits.length > 0 && (
        <ul
          aria-label={`Commits on ${branch} that are not from here`}
          className="mt-1.5 grid max-h-44 gap-0.5 overflow-y-auto"
        >
          {commits.map(({ sha, author, subject }) => (
            <li key={sha} className="flex min-w-0 items-baseline gap-2">
              <code className="flex-none text-11 text-fg-3">{sha.slice(0, 7)}</code>
              <span className="min-w-0 truncate">{subject}</span>
              <span className="ml-auto flex-none text-fg-2">{author}</span>
            </li>
          ))}
        </ul>
      )}
      {failure.retryAt !== null && (
        <p className="mt-1 text-fg-2">
          {isHeld
            ? `Nothing is lost. It is tried again at ${timeOfDay(failure.retryAt)} by itself.`
            : `It is looked at again at ${timeOfDay(failure.retryAt)}.`}
        </p>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-1.5">
        {ways.includes('foreign') && (
          <>
            {button('merge_foreign', 'Merge them in', 'primary')}
            {button('new_branch', 'Publish under a new branch')}
          </>
        )}
        {ways.includes('link') && failure.url !== null && failure.url !== undefined && (
          <OutsideLink href={failure.url} className="mr-1 text-accent-fg">
            {failure.code === 'sso_required' ? 'Authorise the account at GitHub' : 'Mend it at GitHub'}
          </OutsideLink>
        )}
        {ways.includes('settings') && (
          <Button size="s" variant="primary" onClick={() => goTo({ to: 'settings', section: 'github' })}>
            Settings › GitHub
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
            {status === 'waiting' ? 'Retry now' : 'Try again'}
          </Button>
        )}
        {isHeld && button('cancel', prNumber === null ? 'Give up' : 'Leave it as it is at GitHub', 'ghost')}
      </div>
    </Notice>
  )
}
