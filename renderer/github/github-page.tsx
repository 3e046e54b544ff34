import { type ReactNode, useCallback, useState } from 'react'
import type { GithubAccount } from '#shared/github.ts'
import type { Settings } from '#shared/settings.ts'
import { SecretsNotice } from '../providers/secrets-notice.tsx'
import { useLoaded } from '../settings/use-loaded.ts'
import { loadGithubAccounts, useGithubAccounts } from '../state/github-accounts.ts'
import { client, type FeedItem } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { AccountRow } from './account-row.tsx'
import { GhDialog } from './gh-dialog.tsx'
import { ServersSection } from './servers-section.tsx'
import { SignInDialog } from './sign-in-dialog.tsx'
import { TokenDialog } from './token-dialog.tsx'

/** Which dialog is open, at which server it begins, and for which account. */
type Asking = { for: 'sign-in' | 'token' | 'gh'; host: string | null; account: GithubAccount | null } | null

const makesOld = ({ event }: FeedItem) => event === 'settings:updated' || event.startsWith('github-account:')

/** Who speaks to GitHub, and where it is. */
export function GithubPage({ settings }: { settings: Settings }) {
  const { accounts, error } = useGithubAccounts()
  const load = useCallback(() => client.github.status(), [])
  const { value: status, error: statusError, reload } = useLoaded(load, makesOld)
  const [asking, setAsking] = useState<Asking>(null)
  const close = () => setAsking(null)
  const ask = (
    what: NonNullable<Asking>['for'],
    host: string | null = null,
    account: GithubAccount | null = null,
  ) => setAsking({ for: what, host, account })
  if (error !== null && accounts === null) {
    return (
      <EmptyState
        title={t('The accounts could not be listed')}
        action={<Button onClick={() => void loadGithubAccounts()}>{t('Try again')}</Button>}
      >
        {error}
      </EmptyState>
    )
  }
  if (statusError !== null && status === null) {
    return (
      <EmptyState
        title={t('The servers could not be listed')}
        action={<Button onClick={reload}>{t('Try again')}</Button>}
      >
        {statusError}
      </EmptyState>
    )
  }
  if (accounts === null || status === null) return null
  return (
    <>
      <Section
        title={t('Accounts')}
        hint={t(
          'They list your repositories, push over HTTPS, and open, follow and merge pull requests. Their tokens stay on this machine, go to their own server alone, and are not shown again.',
        )}
      >
        {accounts.map((account) => (
          <AccountRow
            key={account.id}
            account={account}
            hasGh={status.gh.installed}
            onSignIn={(way) => ask(way, account.host, account)}
          />
        ))}
        <AddAccount accounts={accounts} hasGh={status.gh.installed} onAsk={ask} />
      </Section>
      <ServersSection settings={settings} status={status} />
      <SecretsNotice stored={accounts.length} />
      {asking?.for === 'sign-in' && (
        <SignInDialog
          status={status}
          settings={settings}
          host={asking.host}
          onClose={close}
          onToken={(host) => ask('token', host)}
        />
      )}
      {asking?.for === 'token' && <TokenDialog status={status} host={asking.host} onClose={close} />}
      {asking?.for === 'gh' && <GhDialog wanted={asking.account} onClose={close} />}
    </>
  )
}

function AddAccount({
  accounts,
  hasGh,
  onAsk,
}: {
  accounts: readonly GithubAccount[]
  hasGh: boolean
  onAsk: (what: 'sign-in' | 'token' | 'gh') => void
}): ReactNode {
  const none = accounts.length === 0
  return (
    <Row
      title={none ? t('Nobody is signed in') : t('Add another')}
      hint={
        none
          ? t('Without an account git pushes as you have set it up, and a pull request is opened by hand.')
          : null
      }
      className="flex-wrap gap-y-3!"
    >
      {hasGh && <Button onClick={() => onAsk('gh')}>{t('Use gh’s account…')}</Button>}
      <Button onClick={() => onAsk('token')}>{t('Use a token…')}</Button>
      <Button variant={none ? 'primary' : 'default'} icon={<GithubMark />} onClick={() => onAsk('sign-in')}>
        {t('Sign in with GitHub…')}
      </Button>
    </Row>
  )
}
