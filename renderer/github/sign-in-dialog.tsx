import { Copy, ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { GithubSignIn, GithubStatus } from '#shared/github.ts'
import { GITHUB, scopeReason } from '#shared/github-words.ts'
import type { Settings } from '#shared/settings.ts'
import { ProblemWords } from '../publications/problem-words.tsx'
import { copy } from '../state/actions.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ButtonFoot } from '../ui/button-foot.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { useNow } from '../ui/time.tsx'
import { AppSetup } from './app-setup.tsx'
import { ServerSelect } from './server-select.tsx'
import { useDeviceSignIn } from './use-device-sign-in.ts'
import { timeLeft } from './words.ts'

/** Signs in by a code that is entered in the browser. Closing it cancels. */
export function SignInDialog({
  status,
  settings,
  host: first,
  onClose,
  onToken,
}: {
  status: GithubStatus
  settings: Settings
  /** Where it begins; null = at the first server. */
  host: string | null
  onClose: () => void
  /** A token is taken instead. */
  onToken: (host: string) => void
}) {
  const [host, setHost] = useState(() => first ?? likelyHost(status))
  const canSignIn = status.hosts.find((one) => one.host === host)?.canSignIn === true
  const ownId = settings.githubHosts.find((one) => one.host === host)?.clientId ?? null
  /** The server where the client ID is about to be another one. */
  const [changing, setChanging] = useState<string | null>(null)
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={t('Sign in at {host}', { host })}
      width={480}
    >
      <div className="grid gap-4">
        <ServerSelect status={status} host={host} onChange={setHost} />
        {canSignIn && changing !== host ? (
          <SignIn
            key={host}
            host={host}
            scopes={status.scopes}
            onClose={onClose}
            onClientId={ownId === null ? null : () => setChanging(host)}
          />
        ) : (
          <AppSetup
            key={host}
            host={host}
            settings={settings}
            first={ownId ?? ''}
            onSaved={() => setChanging(null)}
            onToken={() => onToken(host)}
            onClose={onClose}
          />
        )}
      </div>
    </Dialog>
  )
}

/** One where it works at once, if there is any. */
const likelyHost = ({ hosts }: GithubStatus) =>
  (hosts.find(({ canSignIn }) => canSignIn) ?? hosts[0])?.host ?? GITHUB

function SignIn({
  host,
  scopes,
  onClose,
  onClientId,
}: {
  host: string
  scopes: GithubStatus['scopes']
  onClose: () => void
  /** Gives the server another client ID; null = that is not the user's own. */
  onClientId: (() => void) | null
}) {
  const { phase, again } = useDeviceSignIn(host)
  switch (phase.at) {
    case 'starting':
      return (
        <div role="status" className="flex items-center gap-2.5 py-3 text-12 text-fg-2">
          <Spinner />
          {t('Asking {host} for a code…', { host })}
        </div>
      )
    case 'code':
      return <Code signIn={phase.signIn} scopes={scopes} onCancel={onClose} />
    case 'done':
      return (
        <>
          <Notice tone="ok" live>
            {t('You are signed in as {login}.', { login: phase.account.login })}
            {phase.account.problem !== null && ` ${phase.account.problem}`}
          </Notice>
          <ButtonFoot>
            <Button variant="primary" onClick={onClose}>
              {t('Done')}
            </Button>
          </ButtonFoot>
        </>
      )
    case 'failed':
      return (
        <>
          <Notice tone="bad" live>
            <ProblemWords problem={phase.problem} />
          </Notice>
          <ButtonFoot>
            {onClientId !== null && phase.problem.details?.['failure'] === 'invalid' && (
              <Button className="me-auto" onClick={onClientId}>
                {t('Change the client ID…')}
              </Button>
            )}
            <Button variant="ghost" onClick={onClose}>
              {t('Close')}
            </Button>
            <Button variant="primary" onClick={again}>
              {t('Try again')}
            </Button>
          </ButtonFoot>
        </>
      )
  }
}

function Code({
  signIn,
  scopes,
  onCancel,
}: {
  signIn: GithubSignIn
  scopes: GithubStatus['scopes']
  onCancel: () => void
}) {
  const { host, userCode, verificationUri, expiresAt } = signIn
  const now = useNow()
  return (
    <>
      <p className="text-12 text-fg-2">
        {rich('Open {page}, enter this code, and see that the page names {host}.', {
          host,
          page: <span className="font-mono text-11">{verificationUri.replace(/^https?:\/\//, '')}</span>,
        })}
      </p>
      <div className="grid justify-items-center gap-3 rounded-l border bg-inset px-4 py-5">
        <output
          aria-label={t('Code')}
          className="font-mono text-[calc(28px*var(--scale))] font-medium tracking-[0.12em] text-fg select-all"
        >
          {userCode}
        </output>
        <div className="flex gap-2">
          <Button icon={<Copy />} onClick={() => void copy(userCode, t('Code'))}>
            {t('Copy')}
          </Button>
          <Button
            variant="primary"
            icon={<ExternalLink />}
            onClick={() => window.open(verificationUri, '_blank', 'noopener,noreferrer')}
          >
            {t('Open')}
          </Button>
        </div>
      </div>
      <section>
        <h3 className="mb-1.5 text-12 font-medium text-fg-2">{t('What you will be asked to allow')}</h3>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-12">
          {scopes.map(({ scope }) => (
            <div key={scope} className="contents">
              <dt className="font-mono text-11 leading-[1.6] text-fg-2">{scope}</dt>
              <dd className="text-fg-3">{scopeReason(scope)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <div className="flex items-center justify-between gap-3">
        <span className="flex items-center gap-2.5 text-12 text-fg-2">
          <Spinner />
          <span>
            <span role="status">{t('Waiting for you in the browser')}</span>
            <span className="text-fg-3 tabular-nums">
              {' · '}
              {t('{time} left', { time: timeLeft(expiresAt, now) })}
            </span>
          </span>
        </span>
        <Button variant="ghost" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </div>
    </>
  )
}
