import { CloudOff, KeyRound, Timer, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { GithubRepository } from '#shared/github.ts'
import type { GithubFailure } from '#shared/publication-words.ts'
import { OutsideLink } from '../publications/outside-link.tsx'
import type { Problem } from '../state/errors.ts'
import { useProject } from '../state/hooks.ts'
import { repositoryUrl } from '../state/issues.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { useAccountWay } from './use-account.ts'
import { githubFailureOf } from './words.ts'

/** Why the issues of a repository cannot be shown, and what can be done about it. */
export function GithubProblem({
  projectId,
  problem,
  repository,
  onAgain,
  onLeave,
}: {
  projectId: string
  problem: Problem
  repository: GithubRepository
  onAgain: () => void
  /** Before the page leads elsewhere: a dialog goes out of the way. */
  onLeave: () => void
}) {
  const { failure, url } = githubFailureOf(problem) ?? { failure: null, url: null }
  const isOff = failure === 'not_found' && /issues .*disabled|turned off/i.test(problem.message)
  const way = useAccountWay(useProject(projectId), failure)
  const again = (
    <Button variant={way !== null || isOff ? 'default' : 'primary'} onClick={onAgain}>
      {t('Try again')}
    </Button>
  )
  const place = `${repository.owner}/${repository.name}`
  if (isOff)
    return (
      <EmptyState
        icon={<GithubMark className="size-6" />}
        title={t('Issues are turned off in {place}', { place })}
        action={again}
      >
        {rich('They are turned on under Features in <link>the settings of the repository</link>.', {
          link: (words) => (
            <OutsideLink href={`${repositoryUrl(repository)}/settings#features`} className="text-accent-fg">
              {words}
            </OutsideLink>
          ),
        })}
      </EmptyState>
    )
  return (
    <EmptyState
      icon={iconOf(failure)}
      title={(failure === null ? undefined : TITLES[failure]) ?? t('The issues could not be read')}
      action={
        <>
          {way !== null && (
            <Button
              variant="primary"
              onClick={() => {
                onLeave()
                // A dialog keeps the focus to itself until it is gone.
                setTimeout(way.go)
              }}
            >
              {way.label}
            </Button>
          )}
          {again}
        </>
      }
    >
      <span role="alert">
        <WithCode text={problem.message} />
      </span>
      {url !== null && (
        <>
          {' '}
          <OutsideLink href={url} className="text-accent-fg">
            {t('Mend it at GitHub')}
          </OutsideLink>
        </>
      )}
    </EmptyState>
  )
}

const TITLES: Partial<Record<GithubFailure, string>> = {
  offline: t('GitHub cannot be reached'),
  timeout: t('GitHub does not answer'),
  server_error: t('GitHub has trouble of its own'),
  rate_limited: t('GitHub asks for a pause'),
  no_account: t('No account speaks for this project'),
  unauthorized: t('GitHub wants you to sign in again'),
  missing_permission: t('The account may not see these issues'),
  sso_required: t('The organisation wants a single sign-on'),
  not_found: t('The repository cannot be found'),
}

function iconOf(failure: GithubFailure | null): ReactNode {
  if (failure === 'offline' || failure === 'timeout') return <CloudOff />
  if (failure === 'rate_limited') return <Timer />
  if (failure === 'no_account' || failure === 'unauthorized' || failure === 'sso_required')
    return <KeyRound />
  return <TriangleAlert />
}

/** In the place of issues, for a project that has no repository at GitHub. */
export const NoRepository = ({ name, children }: { name: string; children?: ReactNode }) => (
  <EmptyState
    icon={<GithubMark className="size-6" />}
    title={t('{name} has no repository at GitHub', { name })}
    {...(children === undefined ? {} : { action: children })}
  >
    {t(
      'Its main remote leads elsewhere, or it has none. Once it leads to GitHub, or to a GitHub Enterprise server that you are signed in at, its issues can be brought here.',
    )}
  </EmptyState>
)
