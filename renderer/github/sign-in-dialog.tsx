import { Copy, ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { GithubSignIn, GithubStatus } from '#shared/github.ts'
import { GITHUB } from '#shared/github-words.ts'
import type { Settings } from '#shared/settings.ts'
import { ProblemWords } from '../publications/problem-words.tsx'
import { copy } from '../state/actions.ts'
import { Button } from '../ui/button.tsx'
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
      title={`Sign in at ${host}`}
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
          Asking {host} for a code…
        </div>
      )
    case 'code':
      return <Code signIn={phase.signIn} scopes={scopes} onCancel={onClose} />
    case 'done':
      return (
        <>
          <Notice tone="ok" live>
            You are signed in as {phase.account.login}.
            {phase.account.problem !== null && ` ${phase.account.problem}`}
          </Notice>
          <Foot>
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </Foot>
        </>
      )
    case 'failed':
      return (
        <>
          <Notice tone="bad" live>
            <ProblemWords problem={phase.problem} />
          </Notice>
          <Foot>
            {onClientId !== null && phase.problem.details?.['failure'] === 'invalid' && (
              <Button className="mr-auto" onClick={onClientId}>
                Change the client ID…
              </Button>
            )}
            <Button variant="ghost" onClick={onClose}>
              Close
            </Button>
            <Button variant="primary" onClick={again}>
              Try again
            </Button>
          </Foot>
        </>
      )
  }
}

const Foot = ({ children }: { children: React.ReactNode }) => (
  <div className="flex justify-end gap-2">{children}</div>
)

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
        Open <span className="font-mono text-11">{verificationUri.replace(/^https?:\/\//, '')}</span>, enter
        this code, and see that the page names {host}.
      </p>
      <div className="grid justify-items-center gap-3 rounded-l border bg-inset px-4 py-5">
        <output
          aria-label="Code"
          className="font-mono text-[28px] font-medium tracking-[0.12em] text-fg select-all"
        >
          {userCode}
        </output>
        <div className="flex gap-2">
          <Button icon={<Copy />} onClick={() => void copy(userCode, 'Code')}>
            Copy
          </Button>
          <Button
            variant="primary"
            icon={<ExternalLink />}
            onClick={() => window.open(verificationUri, '_blank', 'noopener,noreferrer')}
          >
            Open
          </Button>
        </div>
      </div>
      <section>
        <h3 className="mb-1.5 text-12 font-medium text-fg-2">What you will be asked to allow</h3>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-12">
          {scopes.map(({ scope, reason }) => (
            <div key={scope} className="contents">
              <dt className="font-mono text-11 leading-[1.6] text-fg-2">{scope}</dt>
              <dd className="text-fg-3">{reason}</dd>
            </div>
          ))}
        </dl>
      </section>
      <div className="flex items-center justify-between gap-3">
        <span className="flex items-center gap-2.5 text-12 text-fg-2">
          <Spinner />
          <span>
            <span role="status">Waiting for you in the browser</span>
            <span className="text-fg-3 tabular-nums"> · {timeLeft(expiresAt, now)} left</span>
          </span>
        </span>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </>
  )
}
