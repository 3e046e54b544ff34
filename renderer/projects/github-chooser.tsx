import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { GithubAccount, RemoteRepository } from '#shared/github.ts'
import { isSameRepository, repositoryOf } from '#shared/github-remote.ts'
import { useProjects } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago } from '../ui/time.tsx'
import { RepositoryList } from './repository-list.tsx'
import { type FoundRepositories, useRepositories } from './use-repositories.ts'

/** Picks a repository that an account can see; one that is a project already is opened. */
export function GithubChooser({
  accounts,
  account,
  onAccount,
  onChoose,
  onDone,
}: {
  accounts: readonly GithubAccount[]
  account: GithubAccount
  onAccount: (id: string) => void
  onChoose: (repository: RemoteRepository) => void
  onDone: () => void
}) {
  const [q, setQ] = useState('')
  const { found: latest, error, more, refresh } = useRepositories(account.id, q.trim())
  // What another account sees says nothing about this one.
  const found = latest?.accountId === account.id ? latest : null
  const projects = useProjects()
  const projectOf = ({ htmlUrl }: RemoteRepository) => {
    const repository = repositoryOf(htmlUrl, [account.host])
    return projects.find(
      ({ github }) => github !== null && repository !== null && isSameRepository(github, repository),
    )
  }
  const choose = (repository: RemoteRepository) => {
    const project = projectOf(repository)
    if (project === undefined) return onChoose(repository)
    onDone()
    goTo({ to: 'board', projectId: project.id })
  }
  const toSettings = () => {
    onDone()
    goTo({ to: 'settings', section: 'github' })
  }
  // What a token may not do in some repository says nothing about a list that has come.
  const own = account.state === 'ready' && account.scopes === null ? null : account.problem
  const problem = error ?? found?.problem ?? own

  return (
    <div className="grid gap-2.5">
      {problem !== null && (
        <Notice
          tone="wait"
          live
          action={
            account.problem === null || !problem.startsWith(account.problem) ? (
              <Button size="s" busy={found?.refreshing ?? false} onClick={refresh}>
                {t('Try again')}
              </Button>
            ) : (
              <Button size="s" onClick={toSettings}>
                {t('Settings')}
              </Button>
            )
          }
        >
          {problem}
        </Notice>
      )}
      <RepositoryList
        items={found?.items ?? []}
        isStale={found?.q !== q.trim()}
        q={q}
        onSearch={setQ}
        total={found === null || found.q !== '' ? null : found.known}
        projectOf={projectOf}
        onChoose={choose}
        onEnd={more}
        trailing={
          <>
            {accounts.length > 1 && (
              <Select
                label={t('Account')}
                hideLabel
                width={168}
                value={account.id}
                onChange={onAccount}
                options={accounts.map(({ id, login, host }) => ({
                  id,
                  label: accounts.some((one) => one.host !== host) ? `${login} · ${host}` : login,
                }))}
              />
            )}
            <IconButton
              label={t('Refresh the list')}
              className="h-7.5 w-7.5"
              disabled={found?.refreshing ?? false}
              onClick={refresh}
            >
              <RefreshCw />
            </IconButton>
          </>
        }
        empty={<Empty found={found} problem={problem} login={account.login} />}
      />
      <p className="flex h-4 items-center gap-2 text-11 text-fg-3" role="status">
        {found !== null && <State found={found} />}
      </p>
    </div>
  )
}

/** What stands in the place of repositories that are not there. */
function Empty({
  found,
  problem,
  login,
}: {
  found: FoundRepositories | null
  problem: string | null
  login: string
}) {
  if (found === null ? problem === null : found.known === 0 && found.refreshing) {
    return (
      <div role="status" className="flex items-center gap-2 text-12 text-fg-3">
        <Spinner />
        {t('Asking GitHub for the repositories of {login}…', { login })}
      </div>
    )
  }
  if (found !== null && found.q !== '') {
    return <p className="px-6 text-center text-12 text-fg-3">{t('Nothing is called or described so.')}</p>
  }
  return (
    <p className="max-w-[44ch] px-6 text-center text-12 text-fg-3">
      {problem === null
        ? t('{login} sees no repository. A fine-grained token sees only those that it was given.', { login })
        : t('Nothing is known yet.')}
    </p>
  )
}

function State({ found }: { found: FoundRepositories }) {
  const { known, refreshing, refreshedAt, q } = found
  const count = known
  if (refreshing) {
    return (
      <>
        <Spinner size={10} />
        {refreshedAt !== null
          ? t('{count, plural, one {# repository} other {# repositories}}, looking for changes', { count })
          : count === 0
            ? t('Asking GitHub')
            : t('{count, plural, one {# repository} other {# repositories}} so far', { count })}
      </>
    )
  }
  if (refreshedAt === null)
    return count === 0
      ? null
      : t('{count, plural, one {# repository} other {# repositories}}, not all of them', { count })
  const ago = <Ago at={refreshedAt} />
  return (
    <span>
      {q === ''
        ? rich('{count, plural, one {# repository} other {# repositories}}, as of {ago}', { count, ago })
        : rich('Among {count, plural, one {# repository} other {# repositories}}, as of {ago}', {
            count,
            ago,
          })}
    </span>
  )
}
