import { useState } from 'react'
import type { GithubAccount } from '#shared/github.ts'
import { attempt } from '../state/actions.ts'
import { useProjects } from '../state/hooks.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { accountWords, wayBack } from './words.ts'

const WAYS = {
  'sign-in': t('Sign in again…'),
  gh: t('Take it from gh again…'),
  token: t('New token…'),
} satisfies Record<ReturnType<typeof wayBack>, string>

/** One account: whether its token holds, and how it goes. */
export function AccountRow({
  account,
  hasGh,
  onSignIn,
}: {
  account: GithubAccount
  hasGh: boolean
  onSignIn: (way: ReturnType<typeof wayBack>) => void
}) {
  const { login, name, state, problem } = account
  const way = wayBack(account, hasGh)
  return (
    <div>
      <Row
        title={
          <span className="flex flex-wrap items-center gap-x-2">
            {login}
            {name !== null && name !== login && <span className="font-normal text-fg-3">{name}</span>}
            {state === 'refused' && <Chip tone="bad">{t('Refused')}</Chip>}
            {state === 'missing' && <Chip tone="wait">{t('No token')}</Chip>}
          </span>
        }
        hint={accountWords(account)}
      >
        {state !== 'ready' && <Button onClick={() => onSignIn(way)}>{WAYS[way]}</Button>}
        <Remove account={account} />
      </Row>
      {problem !== null && (
        <Notice tone={state === 'refused' ? 'bad' : 'wait'} live className="mt-3">
          {/* That is here. */}
          {problem.replace(' in Settings › GitHub', '')}
        </Notice>
      )}
    </div>
  )
}

function Remove({ account: { id, login, host } }: { account: GithubAccount }) {
  const [asking, setAsking] = useState(false)
  const count = useProjects().filter(({ githubAccountId }) => githubAccountId === id).length
  return (
    <>
      <Button variant="danger" aria-label={t('Remove {login}…', { login })} onClick={() => setAsking(true)}>
        {t('Remove…')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('Remove {login} from OpenLinear?', { login })}
        description={t(
          '{count, plural, =0 {Its token is forgotten here; at {host} it stays valid until you revoke it there. What is being published with it stops until another account is there.} one {Its token is forgotten here; at {host} it stays valid until you revoke it there. One project has chosen it and will be without an account. What is being published with it stops until another account is there.} other {Its token is forgotten here; at {host} it stays valid until you revoke it there. # projects have chosen it and will be without an account. What is being published with it stops until another account is there.}}',
          { count, host },
        )}
        confirmLabel={t('Remove')}
        danger
        onConfirm={async () => {
          await attempt(() => client.github.removeAccount({ id }), t('{login} was not removed', { login }))
        }}
      />
    </>
  )
}
