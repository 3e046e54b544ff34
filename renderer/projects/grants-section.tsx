import { useCallback, useState } from 'react'
import type { Grant } from '#shared/requests.ts'
import { useLoaded } from '../settings/use-loaded.ts'
import { attempt } from '../state/actions.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago } from '../ui/time.tsx'
import { permissionWords } from './permission-words.ts'

/** Permissions that were answered with “always”. */
export function GrantsSection({ projectId }: { projectId: string }) {
  const load = useCallback(async () => (await client.projects.grants({ id: projectId })).items, [projectId])
  const { value, error, put, reload } = useLoaded<Grant[]>(load, ({ event }) => event.startsWith('grant:'))
  return (
    <Section
      title={t('Kept permissions')}
      hint={t(
        'What you have answered with “Always” in this project. Each session is given them; a revoked one is asked again by the next.',
      )}
    >
      {error !== null ? (
        <div className="flex items-center justify-between gap-4">
          <p role="alert" className="text-12 text-bad">
            {error}
          </p>
          <Button onClick={reload}>{t('Try again')}</Button>
        </div>
      ) : value === null ? (
        <div className="grid place-items-center">
          <Spinner label={t('Loading')} size={14} />
        </div>
      ) : value.length === 0 ? (
        <p className="text-12 text-fg-3">{t('None. When an agent asks, “Always” keeps the answer here.')}</p>
      ) : (
        <ul className="divide-y divide-line p-0!">
          {value.map((grant) => (
            <GrantRow
              key={grant.id}
              grant={grant}
              onRevoked={() => put(value.filter((one) => one.id !== grant.id))}
            />
          ))}
        </ul>
      )}
    </Section>
  )
}

function GrantRow({ grant, onRevoked }: { grant: Grant; onRevoked: () => void }) {
  const [busy, setBusy] = useState(false)
  const what = permissionWords(grant.permission)
  const revoke = async () => {
    setBusy(true)
    const gone = await attempt(
      () => client.grants.revoke({ id: grant.id }),
      t('The permission was not revoked'),
    )
    setBusy(false)
    if (gone !== null) onRevoked()
  }
  return (
    <li className="flex items-center gap-4 px-4 py-2">
      <span className="w-36 shrink-0 text-12 text-fg-2">{what}</span>
      <span className="min-w-0 flex-1 truncate font-mono text-11" title={grant.pattern}>
        {grant.pattern}
      </span>
      <Ago at={grant.createdAt} className="shrink-0 text-12 text-fg-3" />
      <Button
        aria-label={t('Revoke {what}: {pattern}', { what, pattern: grant.pattern })}
        busy={busy}
        onClick={() => void revoke()}
      >
        {t('Revoke')}
      </Button>
    </li>
  )
}
