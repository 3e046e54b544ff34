import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { TrustReport } from '#shared/trust.ts'
import { type Loaded, useLoaded } from '../settings/use-loaded.ts'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { toast } from '../ui/toast.ts'
import { FEW, TrustFiles } from './trust-files.tsx'

/** What of the repository the agent's program would run or obey, and the user's word on it. */
export function TrustPage({ projectId }: { projectId: string }) {
  const load = useCallback(() => client.projects.trustReport({ id: projectId }), [projectId])
  const loaded = useLoaded<TrustReport>(load)
  return (
    <Section
      title={t('Trust')}
      hint={
        <>
          {rich(
            'OpenCode runs and obeys what a repository holds in <code>opencode.json</code> and <code>.opencode/</code> (plugins, tools, agents, commands), with your rights, before any prompt. So runs begin only when you trust exactly this content. <code>AGENTS.md</code> is only read, like any text.',
            { code: (text) => <code>{text}</code> },
          )}
        </>
      }
    >
      <Report projectId={projectId} loaded={loaded} />
    </Section>
  )
}

function Report({ projectId, loaded }: { projectId: string; loaded: Loaded<TrustReport> }) {
  const { value: report, error, loading, reload } = loaded
  if (report === null) {
    return error === null ? (
      <div className="grid place-items-center py-8!">
        <Spinner label={t('Reading the base branch')} size={16} />
      </div>
    ) : (
      <EmptyState
        title={t('The repository could not be read')}
        action={
          <Button busy={loading} onClick={reload}>
            {t('Try again')}
          </Button>
        }
      >
        {error}
      </EmptyState>
    )
  }
  return (
    <>
      <Verdict projectId={projectId} report={report} loaded={loaded} />
      {error !== null && (
        <p role="alert" className="text-12 text-bad">
          {error}
        </p>
      )}
      {report.files.length > 0 && (
        <div className="p-0!">
          <TrustFiles files={report.files} open={!report.trusted && report.files.length <= FEW} />
        </div>
      )}
    </>
  )
}

function Verdict({
  projectId,
  report,
  loaded,
}: {
  projectId: string
  report: TrustReport
  loaded: Loaded<TrustReport>
}) {
  const { hash } = report
  const [busy, setBusy] = useState(false)
  /** Why the click did not count. */
  const [refused, setRefused] = useState<string | null>(null)
  const trust = async (shown: string) => {
    setBusy(true)
    setRefused(null)
    try {
      loaded.put(await client.projects.trust({ id: projectId, hash: shown }))
      toast.success(t('This content is trusted'))
    } catch (problem) {
      const { code, message } = problemOf(problem)
      setRefused(
        code === 'TRUST_CHANGED'
          ? t(
              'The files have changed since you opened this page, so nothing was trusted. What is there now is shown below: look again.',
            )
          : message,
      )
      if (code === 'TRUST_CHANGED') loaded.reload()
    } finally {
      setBusy(false)
    }
  }
  const withdraw = async () => {
    setBusy(true)
    setRefused(null)
    try {
      loaded.put(await client.projects.withdrawTrust({ id: projectId }))
      toast.success(t('Trust is withdrawn'), {
        description: t('The next run asks again. What is at work goes on.'),
      })
    } catch (problem) {
      setRefused(problemOf(problem).message)
    } finally {
      setBusy(false)
    }
  }
  const again = (
    <Button variant="ghost" busy={loaded.loading} onClick={loaded.reload}>
      {t('Look again')}
    </Button>
  )
  if (hash === null) {
    return (
      <Row
        title={<State ok>{t('Nothing to trust')}</State>}
        hint={t('The base branch holds no file that OpenCode would run or obey.')}
      >
        {again}
      </Row>
    )
  }
  const files = report.files.length
  return (
    <div>
      <Row
        top
        title={<State ok={report.trusted}>{report.trusted ? t('Trusted') : t('Not trusted yet')}</State>}
        hint={
          report.trusted
            ? t(
                '{files, plural, one {You trust exactly this content of one file. Any change to it is asked again.} other {You trust exactly this content of # files. Any change to it is asked again.}}',
                { files },
              )
            : t(
                '{files, plural, one {Runs wait until you trust this file. Read it first: code in it runs on this machine, as you.} other {Runs wait until you trust these # files. Read them first: code in them runs on this machine, as you.}}',
                { files },
              )
        }
      >
        {again}
        {report.trusted && (
          <Button busy={busy} onClick={() => void withdraw()}>
            {t('Withdraw')}
          </Button>
        )}
        {!report.trusted && (
          <Button variant="primary" busy={busy} onClick={() => void trust(hash)}>
            {t('{files, plural, one {Trust one file} other {Trust # files}}', { files })}
          </Button>
        )}
      </Row>
      <p className="mt-1 font-mono-11 text-fg-3" title={hash}>
        {t('SHA-256 {hash}…', { hash: hash.slice(0, 16) })}
      </p>
      {refused !== null && (
        <Notice tone="bad" live className="mt-3">
          {refused}
        </Notice>
      )}
    </div>
  )
}

const State = ({ ok, children }: { ok: boolean; children: React.ReactNode }) => (
  <span role="status" className="flex items-center gap-2 [&_svg]:size-4">
    {ok ? <ShieldCheck aria-hidden className="text-ok" /> : <ShieldAlert aria-hidden className="text-wait" />}
    {children}
  </span>
)
