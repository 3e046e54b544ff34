import { useState } from 'react'
import type { RemoteRepository } from '#shared/github.ts'
import { goTo } from '../state/navigation.ts'
import { client, type FeedItem } from '../state/transport.ts'
import { useLoaded } from '../settings/use-loaded.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { GithubChooser } from './github-chooser.tsx'
import { GithubCloneForm } from './github-clone-form.tsx'
import type { AfterNewProject } from './use-new-project.tsx'

const loadAccounts = async () => (await client.github.accounts()).items
const isAboutAccounts = ({ event }: FeedItem) => event.startsWith('github-account:')

/** A project of a repository at GitHub: first which one, then how it is cloned. */
export function GithubTab({ leadsTo, onDone }: { leadsTo?: AfterNewProject; onDone: () => void }) {
  const { value: accounts, error, reload } = useLoaded(loadAccounts, isAboutAccounts)
  const [accountId, setAccountId] = useState<string | null>(null)
  const [chosen, setChosen] = useState<RemoteRepository | null>(null)
  if (accounts === null) {
    return (
      <div className="grid h-[min(81*var(--grid),36vh)] place-items-center">
        {error === null ? (
          <Spinner label={t('Looking for accounts')} />
        ) : (
          <EmptyState
            title={t('The accounts could not be listed')}
            action={<Button onClick={reload}>{t('Try again')}</Button>}
          >
            {error}
          </EmptyState>
        )}
      </div>
    )
  }
  const account = accounts.find(({ id }) => id === accountId) ?? accounts[0]
  if (account === undefined) {
    return (
      <div className="grid place-items-center">
        <EmptyState
          title={t('No account at GitHub yet')}
          action={
            <Button
              variant="primary"
              onClick={() => {
                onDone()
                goTo({ to: 'settings', section: 'github' })
              }}
            >
              {t('Sign in to GitHub')}
            </Button>
          }
        >
          {t(
            'Once signed in you choose from your repositories here. Without an account, clone by an address.',
          )}
        </EmptyState>
      </div>
    )
  }
  if (chosen !== null) {
    return (
      <GithubCloneForm
        key={chosen.fullName}
        account={account}
        repository={chosen}
        {...(leadsTo === undefined ? {} : { leadsTo })}
        onBack={() => setChosen(null)}
        onDone={onDone}
      />
    )
  }
  return (
    <GithubChooser
      accounts={accounts}
      account={account}
      onAccount={setAccountId}
      onChoose={setChosen}
      onDone={onDone}
    />
  )
}
