import { ExternalLink } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { GithubStatus } from '#shared/github.ts'
import { NEEDED_SCOPE, newTokenUrl, permissionReason, TOKEN_PERMISSIONS } from '#shared/github-words.ts'
import { client } from '../state/transport.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SecretInput } from '../ui/secret-input.tsx'
import { ServerSelect } from './server-select.tsx'
import { useAdding } from './use-adding.ts'

const FORM = 'github-token'

/** Takes a personal access token; it is tried at its server at once, so that a wrong one is seen here. */
export function TokenDialog({
  status,
  host: first,
  onClose,
}: {
  status: GithubStatus
  host: string | null
  onClose: () => void
}) {
  const [host, setHost] = useState(first ?? status.hosts[0]?.host ?? '')
  const [token, setToken] = useState('')
  const { add, busy, error, forget } = useAdding(onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token.trim() !== '') void add(() => client.github.addToken({ host, token: token.trim() }))
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) onClose()
      }}
      title={t('Use a personal access token')}
      width={500}
      footer={
        <>
          <Button variant="ghost" disabled={busy} onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" form={FORM} variant="primary" busy={busy} disabled={token.trim() === ''}>
            {busy ? t('Trying it') : t('Add')}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="grid gap-4">
        <ServerSelect status={status} host={host} onChange={setHost} />
        <SecretInput
          label={t('Token')}
          placeholder={t('github_pat_… or ghp_…')}
          maxLength={500}
          value={token}
          error={error}
          onChange={(event) => {
            setToken(event.target.value)
            forget()
          }}
        />
        <section className="grid gap-2 text-12">
          <div className="flex items-baseline justify-between gap-3">
            <h3 className="font-medium text-fg-2">{t('What a fine-grained token needs')}</h3>
            <a
              href={newTokenUrl(host)}
              target="_blank"
              rel="noreferrer noopener"
              className="inline-flex items-center gap-1 text-accent-fg underline underline-offset-2"
            >
              {t('Make one at {host}', { host })}
              <ExternalLink aria-hidden className="size-3" />
            </a>
          </div>
          <table className="w-full border-collapse">
            <thead className="sr-only">
              <tr>
                <th scope="col">{t('Permission')}</th>
                <th scope="col">{t('Access')}</th>
                <th scope="col">{t('What for')}</th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line rounded-m border-y">
              {TOKEN_PERMISSIONS.map(({ id, name, access }) => (
                <tr key={id}>
                  <th scope="row" className="py-1.25 pe-3 text-start font-normal text-fg">
                    {name}
                  </th>
                  <td className="pe-3 whitespace-nowrap text-fg-2">
                    {access === 'write' ? t('Read and write') : t('Read')}
                  </td>
                  <td className="text-fg-3">{permissionReason(id)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="text-fg-3">
            {rich(
              'GitHub does not tell what such a token may do, so what it lacks is named when it is first refused. A classic token needs the scope {scope}.',
              { scope: <span className="font-mono text-11">{NEEDED_SCOPE}</span> },
            )}
          </p>
        </section>
      </form>
    </Dialog>
  )
}
