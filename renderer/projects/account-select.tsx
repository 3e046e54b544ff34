import { useLoaded } from '../settings/use-loaded.ts'
import { goTo } from '../state/navigation.ts'
import { client, type FeedItem } from '../state/transport.ts'
import type { Project } from '#shared/projects.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Row } from '../ui/row.tsx'
import { Select } from '../ui/select.tsx'
import { changeProject } from './change-project.ts'

const loadAccounts = async () => (await client.github.accounts()).items
const isAboutAccounts = ({ event }: FeedItem) => event.startsWith('github-account:')
/** Stands for null in the list. */
const BY_ITSELF = 'itself'

/** Who pushes and makes pull requests for the project. */
export function AccountSelect({ project, host }: { project: Project; host: string }) {
  const { value } = useLoaded(loadAccounts, isAboutAccounts)
  if (value === null) return null
  const accounts = value.filter((account) => account.host === host)
  if (accounts.length === 0) {
    return (
      <Row
        title={t('Account')}
        hint={t(
          'Nobody is signed in at {host}: branches are pushed with your own git credentials, without pull requests and issues.',
          { host },
        )}
      >
        <Button onClick={() => goTo({ to: 'settings', section: 'github' })}>{t('Sign in…')}</Button>
      </Row>
    )
  }
  const [only] = accounts.filter(({ state }) => state === 'ready')
  const isClear = accounts.filter(({ state }) => state === 'ready').length === 1
  return (
    <Select
      row
      width={280}
      label={t('Account')}
      hint={
        isClear || project.githubAccountId !== null
          ? t(
              'Fetches and pushes over HTTPS, makes pull requests, and reads and writes issues. Over SSH your own key pushes.',
            )
          : t(
              'Several could speak for the project. Until one is chosen, branches are pushed with your own git credentials, without pull requests and issues.',
            )
      }
      value={project.githubAccountId ?? BY_ITSELF}
      onChange={(chosen) =>
        void changeProject(project.id, { githubAccountId: chosen === BY_ITSELF ? null : chosen })
      }
      options={[
        {
          id: BY_ITSELF,
          label:
            isClear && only !== undefined
              ? t('The only one there ({login})', { login: only.login })
              : t('None chosen'),
        },
        ...accounts.map(({ id, login }) => ({ id, label: login })),
      ]}
    />
  )
}
