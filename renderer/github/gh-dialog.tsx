import { useState } from 'react'
import type { GhAccount } from '#shared/github.ts'
import { useLoaded } from '../settings/use-loaded.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { useAdding } from './use-adding.ts'
import { indexOf } from './words.ts'

const load = async () => (await client.github.ghAccounts()).items

/** Takes over an account of GitHub's own program, once the user agrees. */
export function GhDialog({
  wanted,
  onClose,
}: {
  /** Chosen at first, if it is there; null = whoever comes first. */
  wanted: { host: string; login: string } | null
  onClose: () => void
}) {
  const { value: accounts, error: unknown, loading, reload } = useLoaded(load)
  const [chosen, setChosen] = useState<number | null>(null)
  const { add, busy, error } = useAdding(onClose)
  const first = accounts === null || wanted === null ? 0 : indexOf(wanted, accounts)
  const index = chosen ?? first
  const account = accounts?.[index]
  const use = ({ host, login }: GhAccount) =>
    add(() => client.github.useGh({ host, ...(login === null ? {} : { login }) }))
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) onClose()
      }}
      title={t('Use gh’s account')}
      description={t('A copy of its token is kept here as that of any account. gh itself stays as it is.')}
      width={440}
      footer={
        <>
          <Button variant="ghost" disabled={busy} onClick={onClose}>
            {t('Cancel')}
          </Button>
          {unknown !== null && accounts === null ? (
            <Button variant="primary" busy={loading} onClick={reload}>
              {t('Ask again')}
            </Button>
          ) : (
            <Button
              variant="primary"
              busy={busy}
              disabled={account === undefined}
              onClick={() => account !== undefined && void use(account)}
            >
              {t('Use this account')}
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        {accounts === null && unknown === null && (
          <div role="status" className="flex items-center gap-2.5 py-1 text-12 text-fg-2">
            <Spinner />
            {t('Asking gh who is signed in…')}
          </div>
        )}
        {accounts === null && unknown !== null && (
          <Notice tone="bad" live>
            {unknown}
          </Notice>
        )}
        {accounts !== null && (
          <Select
            label={t('Account')}
            value={String(index)}
            options={accounts.map(({ host, login }, place) => ({
              id: String(place),
              label:
                login === null
                  ? t('Whoever is signed in at {host}', { host })
                  : t('{login} at {host}', { login, host }),
            }))}
            onChange={(place) => setChosen(Number(place))}
          />
        )}
        {error !== null && (
          <Notice tone="bad" live>
            {error}
          </Notice>
        )}
      </div>
    </Dialog>
  )
}
