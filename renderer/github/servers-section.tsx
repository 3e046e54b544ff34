import { Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { GithubStatus } from '#shared/github.ts'
import { GITHUB, newAppUrl } from '#shared/github-words.ts'
import type { Settings } from '#shared/settings.ts'
import { useGithubAccounts } from '../state/github-accounts.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx'
import { TextInput } from '../ui/field.tsx'
import { Row } from '../ui/row.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { toast } from '../ui/toast.ts'
import { removeServer, saveClientId } from './client-ids.ts'
import { serverName } from './words.ts'

/** github.com and Enterprise servers, with the OAuth apps to sign in with there. */
export function ServersSection({ settings, status }: { settings: Settings; status: GithubStatus }) {
  const [adding, setAdding] = useState(false)
  const hosts = [GITHUB, ...settings.githubHosts.map(({ host }) => host).filter((host) => host !== GITHUB)]
  return (
    <Section
      title={t('Servers')}
      hint={t(
        'A sign-in by a code needs the client ID of an OAuth app with device flow on. Without one, accounts are added by a token.',
      )}
    >
      {hosts.map((host) => (
        <Server
          key={host}
          host={host}
          settings={settings}
          canSignIn={status.hosts.find((one) => one.host === host)?.canSignIn === true}
        />
      ))}
      <Row title={t('GitHub Enterprise')} hint={t('A server of your company, by its name.')}>
        <Button icon={<Plus />} onClick={() => setAdding(true)}>
          {t('Add a server…')}
        </Button>
      </Row>
      {adding && <AddServerDialog settings={settings} onClose={() => setAdding(false)} />}
    </Section>
  )
}

function Server({ host, settings, canSignIn }: { host: string; settings: Settings; canSignIn: boolean }) {
  const clientId = settings.githubHosts.find((one) => one.host === host)?.clientId ?? null
  const isBuiltIn = clientId === null && canSignIn
  const [asking, setAsking] = useState(false)
  const { accounts } = useGithubAccounts()
  const logins = (accounts ?? []).filter((account) => account.host === host).map(({ login }) => login)
  const isUsed = clientId !== null || logins.length > 0
  const remove = async () => {
    const problem = await removeServer(settings, host)
    if (problem !== null) toast.error(problem)
  }
  return (
    <div className="flex items-start gap-2">
      <SavedText
        row
        mono
        width={240}
        className="min-w-0 flex-1"
        label={host}
        hint={
          isBuiltIn ? (
            t('An OAuth app is built in. One of your own is used instead of it.')
          ) : clientId === null ? (
            <>
              {rich('No client ID: sign in with a token, or <link>register an OAuth app</link>.', {
                link: (text) => (
                  <a
                    href={newAppUrl(host)}
                    target="_blank"
                    rel="noreferrer noopener"
                    className="text-accent-fg underline underline-offset-2"
                  >
                    {text}
                  </a>
                ),
              })}
            </>
          ) : (
            t('Client ID of your OAuth app.')
          )
        }
        placeholder={t('Client ID')}
        maxLength={100}
        value={clientId ?? ''}
        onSave={(text) => saveClientId(settings, host, text)}
      />
      {host === GITHUB ? (
        // As wide as the button of the others, beneath it.
        settings.githubHosts.some((one) => one.host !== GITHUB) && (
          <span className="w-6.5 shrink-0 coarse:w-9" />
        )
      ) : (
        <IconButton
          label={t('Remove {host}', { host })}
          onClick={() => (isUsed ? setAsking(true) : void remove())}
        >
          <Trash2 />
        </IconButton>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('Remove {host}?', { host })}
        description={[
          ...(clientId === null ? [] : [t('The client ID of its OAuth app is forgotten.')]),
          ...(logins.length === 0
            ? []
            : [
                t(
                  '{count, plural, one {{logins} stays signed in there; what is published goes on being followed.} other {{logins} stay signed in there; what is published goes on being followed.}}',
                  { logins: logins.join(', '), count: logins.length },
                ),
              ]),
        ].join(' ')}
        confirmLabel={t('Remove')}
        danger
        onConfirm={remove}
      />
    </div>
  )
}

const FORM = 'github-server'

function AddServerDialog({ settings, onClose }: { settings: Settings; onClose: () => void }) {
  const [name, setName] = useState('')
  const [clientId, setClientId] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '' || busy) return
    setBusy(true)
    const problem = await saveClientId(settings, serverName(name), clientId)
    setBusy(false)
    setError(problem)
    if (problem === null) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={t('Add a GitHub Enterprise server')}
      width={440}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" form={FORM} variant="primary" busy={busy} disabled={name.trim() === ''}>
            {t('Add')}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={(event) => void submit(event)} className="grid gap-4">
        <TextInput
          label={t('Server')}
          mono
          placeholder="github.example.com"
          hint={t('Its name, or the address of one of its pages.')}
          value={name}
          error={error}
          onChange={(event) => {
            setName(event.target.value)
            setError(null)
          }}
        />
        <TextInput
          label={t('Client ID')}
          mono
          placeholder={t('Only to sign in with a code')}
          maxLength={100}
          value={clientId}
          onChange={(event) => {
            setClientId(event.target.value)
            setError(null)
          }}
        />
      </form>
    </Dialog>
  )
}
