import type { ReactNode } from 'react'
import { ExternalLink } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { newAppUrl } from '#shared/github-words.ts'
import type { Settings } from '#shared/settings.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { saveClientId } from './client-ids.ts'

/** How such an id begins. */
const CLIENT_ID = 'Ov23li…'

/** How to register the OAuth app that a sign-in by a code needs. Takes its client id, or leads to a token. */
export function AppSetup({
  host,
  settings,
  first,
  onSaved,
  onToken,
  onClose,
}: {
  host: string
  settings: Settings
  /** The client ID that it has; empty = none. */
  first: string
  onSaved: () => void
  onToken: () => void
  onClose: () => void
}) {
  const [clientId, setClientId] = useState(first)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (clientId.trim() === '' || busy) return
    setBusy(true)
    const problem = await saveClientId(settings, host, clientId)
    setError(problem)
    setBusy(false)
    if (problem === null) onSaved()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      <p className="text-12 text-fg-2">
        {t(
          'A sign-in by a code needs an OAuth app, registered once at {host}. It takes a minute and no password of it is kept here.',
          { host },
        )}
      </p>
      <ol className="grid list-decimal gap-2 ps-5 text-12 text-fg-2 marker:text-fg-3">
        <li>
          {rich('Open <link>Register a new OAuth app</link> at {host}.', {
            host,
            link: (text) => (
              <a
                href={newAppUrl(host)}
                target="_blank"
                rel="noreferrer noopener"
                className="inline-flex items-center gap-1 text-accent-fg underline underline-offset-2"
              >
                {text}
                <ExternalLink aria-hidden className="size-3" />
              </a>
            ),
          })}
        </li>
        <li>
          {rich(
            'Name it as you like. Homepage and callback URL may be <code>http://127.0.0.1</code>: neither is used.',
            { code: (text) => <Mono>{text}</Mono> },
          )}
        </li>
        <li>
          {rich('Tick <b>Enable Device Flow</b>, then register it.', {
            b: (text) => <strong className="font-medium text-fg">{text}</strong>,
          })}
        </li>
        <li>{t('Copy its Client ID, not a secret, and paste it here.')}</li>
      </ol>
      <TextInput
        label={t('Client ID')}
        mono
        placeholder={CLIENT_ID}
        maxLength={100}
        value={clientId}
        error={error}
        onChange={(event) => {
          setClientId(event.target.value)
          setError(null)
        }}
      />
      <div className="flex items-center gap-2">
        <Button variant="ghost" className="-ms-2.5" onClick={onToken}>
          {t('Use a token instead…')}
        </Button>
        <span className="flex-1" />
        <Button variant="ghost" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button type="submit" variant="primary" busy={busy} disabled={clientId.trim() === ''}>
          {t('Save and sign in')}
        </Button>
      </div>
    </form>
  )
}

const Mono = ({ children }: { children: ReactNode }) => <span className="font-mono text-11">{children}</span>
