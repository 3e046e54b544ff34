import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { TrustReport } from '#shared/trust.ts'
import { type Loaded, useLoaded } from '../settings/use-loaded.ts'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'
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
      title="Trust"
      hint={
        <>
          OpenCode runs and obeys what a repository holds in <code>opencode.json</code> and{' '}
          <code>.opencode/</code> (plugins, tools, agents, commands), with your rights, before any prompt. So
          runs begin only when you trust exactly this content. <code>AGENTS.md</code> is only read, like any
          text.
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
        <Spinner label="Reading the base branch" size={16} />
      </div>
    ) : (
      <EmptyState
        title="The repository could not be read"
        action={
          <Button busy={loading} onClick={reload}>
            Try again
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
      toast.success('This content is trusted')
    } catch (problem) {
      const { code, message } = problemOf(problem)
      setRefused(
        code === 'TRUST_CHANGED'
          ? 'The files have changed since you opened this page, so nothing was trusted. What is there now is shown below: look again.'
          : message,
      )
      if (code === 'TRUST_CHANGED') loaded.reload()
    } finally {
      setBusy(false)
    }
  }
  const again = (
    <Button variant="ghost" busy={loaded.loading} onClick={loaded.reload}>
      Look again
    </Button>
  )
  if (hash === null) {
    return (
      <Row
        title={<State ok>Nothing to trust</State>}
        hint="The base branch holds no file that OpenCode would run or obey."
      >
        {again}
      </Row>
    )
  }
  const count = report.files.length === 1 ? 'one file' : `${report.files.length} files`
  return (
    <div>
      <Row
        top
        title={<State ok={report.trusted}>{report.trusted ? 'Trusted' : 'Not trusted yet'}</State>}
        hint={
          report.trusted
            ? `You trust exactly this content of ${count}. Any change to it is asked again.`
            : `Runs wait until you trust ${report.files.length === 1 ? 'this file' : `these ${count}`}. Read ${report.files.length === 1 ? 'it' : 'them'} first: code in ${report.files.length === 1 ? 'it' : 'them'} runs on this machine, as you.`
        }
      >
        {again}
        {!report.trusted && (
          <Button variant="primary" busy={busy} onClick={() => void trust(hash)}>
            Trust {count}
          </Button>
        )}
      </Row>
      <p className="mt-1 font-mono-11 text-fg-3" title={hash}>
        SHA-256 {hash.slice(0, 16)}…
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
