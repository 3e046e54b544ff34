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
import { accountWords } from './words.ts'

/** One account: whether its token holds, and how it goes. */
export function AccountRow({ account, onSignIn }: { account: GithubAccount; onSignIn: () => void }) {
  const { login, name, state, problem } = account
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
        {state !== 'ready' && (
          <Button onClick={onSignIn}>{account.kind === 'device' ? 'Sign in again…' : 'New token…'}</Button>
        )}
        <Remove account={account} />
      </Row>
      {problem !== null && (
        <Notice tone={state === 'refused' ? 'bad' : 'wait'} live className="mt-3">
          {problem}
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
