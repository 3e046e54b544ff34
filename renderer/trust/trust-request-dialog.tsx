import { useEffect, useState } from 'react'
import type { Request } from '#shared/requests.ts'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { type TrustFile, TrustFilesBox } from './trust-files.tsx'

/** What a run's worktree holds that OpenCode would run or obey, to be read before it is trusted. */
export function TrustRequestDialog({
  request,
  onTrust,
  onClose,
}: {
  request: Request
  onTrust: () => void
  onClose: () => void
}) {
  const [files, setFiles] = useState<readonly TrustFile[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  const { runId, projectId, trust } = request
  useEffect(() => {
    let gone = false
    contentsOf(runId, projectId, trust?.files ?? []).then(
      (found) => {
        if (!gone) setFiles(found)
      },
      (problem: unknown) => {
        if (!gone) setError(problemOf(problem).message)
      },
    )
    return () => {
      gone = true
    }
  }, [runId, projectId, trust])
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={t('Trust these files?')}
      description={t(
        'They are in the run’s worktree, where the agent may have written them. OpenCode runs or obeys them as soon as it goes on, with your rights.',
      )}
      width={820}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button variant="primary" disabled={files === null} onClick={onTrust}>
            {t('Trust this content and go on')}
          </Button>
        </>
      }
    >
      <TrustFilesBox files={files} error={error} />
    </Dialog>
  )
}

/** The run's own changes to the files; what it has not changed is as the base branch has it. */
async function contentsOf(
  runId: string,
  projectId: string,
  paths: readonly string[],
): Promise<readonly TrustFile[]> {
  const [diff, report] = await Promise.all([
    client.runs.diff({ id: runId }),
    client.projects.trustReport({ id: projectId }),
  ])
  const changed = new Map(diff.files.map((file) => [file.path, file]))
  const kept = new Map(report.files.map((file) => [file.path, file]))
  return paths.map((path) => ({
    path,
    text: changed.has(path) ? null : (kept.get(path)?.text ?? null),
    patch: changed.get(path)?.patch ?? null,
    ...(changed.has(path) ? {} : { size: kept.get(path)?.size }),
  }))
}
