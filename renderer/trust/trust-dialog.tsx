import { useEffect, useState } from 'react'
import type { TrustReport } from '#shared/trust.ts'
import { problemOf } from '../state/errors.ts'
import { useProject } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { client } from '../state/transport.ts'
import { useView, type View, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { TrustFilesBox } from './trust-files.tsx'

type Asked = View['trusting'][number]

const done = (asked: Asked) =>
  view.setState(({ trusting }) => ({ trusting: trusting.filter((one) => one !== asked) }))

/** Asks for trust where Execute was refused for the lack of it, one project after the other. */
export function TrustDialog() {
  const asked = useView((state) => state.trusting[0])
  return asked === undefined ? null : <OpenTrustDialog key={asked.projectId} asked={asked} />
}

function OpenTrustDialog({ asked }: { asked: Asked }) {
  const { projectId } = asked
  const project = useProject(projectId)
  const [report, setReport] = useState<TrustReport | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [changed, setChanged] = useState(false)
  const [busy, setBusy] = useState(false)

  const [round, setRound] = useState(0)
  useEffect(() => {
    let gone = false
    client.projects.trustReport({ id: projectId }).then(
      (found) => {
        if (!gone) setReport(found)
      },
      (problem: unknown) => {
        if (!gone) setError(problemOf(problem).message)
      },
    )
    return () => {
      gone = true
    }
  }, [projectId, round])

  const close = () => done(asked)
  const trust = async () => {
    if (report === null || busy) return
    setBusy(true)
    setChanged(false)
    setError(null)
    try {
      if (report.hash !== null && !report.trusted) {
        await client.projects.trust({ id: projectId, hash: report.hash })
      }
      close()
      void asked.again()
    } catch (problem) {
      const { code, message } = problemOf(problem)
      if (code === 'TRUST_CHANGED') {
        setChanged(true)
        setReport(null)
        setRound(round + 1)
      } else setError(message)
    } finally {
      setBusy(false)
    }
  }

  const name = project?.name ?? t('This project')
  const nothing = report !== null && (report.hash === null || report.trusted)
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) close()
      }}
      title={t('Do you trust the agent files of {name}?', { name })}
      description={t(
        'OpenCode runs or obeys these files of the repository as soon as an agent starts, with your rights and whatever the permissions say. Read them; you are asked again when they change.',
      )}
      width={820}
      footer={
        <>
          <Button
            variant="ghost"
            className="me-auto -ms-2"
            disabled={busy}
            onClick={() => {
              close()
              // What waited for trust is left with it.
              view.setState({ newBatch: null, newContest: null })
              goTo({ to: 'project-settings', projectId, page: 'trust' })
            }}
          >
            {t('Trust settings')}
          </Button>
          <Button variant="ghost" disabled={busy} onClick={close}>
            {t('Cancel')}
          </Button>
          <Button variant="primary" busy={busy} disabled={report === null} onClick={() => void trust()}>
            {nothing ? t('Run') : t('Trust this content and run')}
          </Button>
        </>
      }
    >
      {changed && (
        <Notice tone="wait" live className="mb-3">
          {t('The files have changed since you read them. This is what they say now.')}
        </Notice>
      )}
      {nothing && error === null ? (
        <p className="py-2 text-fg-2">{t('There is nothing left that you have not trusted.')}</p>
      ) : (
        <TrustFilesBox files={report?.files ?? null} error={error} />
      )}
    </Dialog>
  )
}
