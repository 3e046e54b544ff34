import { useState } from 'react'
import type { GithubAccount } from '#shared/github.ts'
import { attempt } from '../state/actions.ts'
import { useProjects } from '../state/hooks.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { accountWords, wayBack } from './words.ts'

const WAYS = {
  'sign-in': 'Sign in again…',
  gh: 'Take it from gh again…',
  token: 'New token…',
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
            {state === 'refused' && <Chip tone="bad">Refused</Chip>}
            {state === 'missing' && <Chip tone="wait">No token</Chip>}
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
  const means =
    count === 0
      ? ''
      : count === 1
        ? ' One project has chosen it and will be without an account.'
        : ` ${count} projects have chosen it and will be without an account.`
  return (
    <>
      <Button variant="danger" aria-label={`Remove ${login}…`} onClick={() => setAsking(true)}>
        Remove…
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Remove ${login} from OpenLinear?`}
        description={`Its token is forgotten here; at ${host} it stays valid until you revoke it there.${means} What is being published with it stops until another account is there.`}
        confirmLabel="Remove"
        danger
        onConfirm={async () => {
          await attempt(() => client.github.removeAccount({ id }), `${login} was not removed`)
        }}
      />
    </>
  )
}
