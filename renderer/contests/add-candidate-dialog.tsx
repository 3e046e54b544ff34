import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Contest } from '#shared/contests.ts'
import type { Project } from '#shared/projects.ts'
import type { Run } from '#shared/runs.ts'
import { type Worker, WorkerChips } from '../board/worker-chips.tsx'
import { askForTrust, untrustedProjectOf } from '../state/actions.ts'
import { addCandidate } from '../state/contests.ts'
import type { Problem } from '../state/errors.ts'
import { useProject } from '../state/hooks.ts'
import { useModelFallback } from '../state/models.ts'
import { useIsTrusting } from '../state/view.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { candidateOf } from './candidate-rows.tsx'
import { ContestRefusal } from './contest-refusal.tsx'

/** Asks who shall do the task beside the others. */
export function AddCandidateDialog({
  contest,
  last,
  onClose,
}: {
  contest: Contest
  /** The candidate that was begun last, which the new one is like at first. */
  last: Run | undefined
  onClose: () => void
}) {
  const project = useProject(contest.projectId)
  if (project === undefined) return null
  return <OpenDialog contest={contest} project={project} last={last} onClose={onClose} />
}

function OpenDialog({
  contest,
  project,
  last,
  onClose,
}: {
  contest: Contest
  project: Project
  last: Run | undefined
  onClose: () => void
}) {
  const fallback = useModelFallback(project.id)
  const [worker, setWorker] = useState<Worker>(() => ({
    model: last?.model ?? fallback.model,
    variant: last?.variant ?? null,
    agent: last?.agent ?? null,
  }))
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const isTrusting = useIsTrusting()
  const add = async () => {
    if (busy) return
    setBusy(true)
    const problem = await addCandidate(contest.id, candidateOf(worker, fallback, project))
    setBusy(false)
    if (problem === null) return onClose()
    const projectId = untrustedProjectOf(problem)
    if (projectId === null) setRefusal(problem)
    else askForTrust(projectId, add)
  }
  return (
    <Dialog
      open={!isTrusting}
      onOpenChange={(open) => {
        if (!open && !busy) onClose()
      }}
      title={t('Add a candidate')}
      description={rich('It begins from {commit}, as the others did, with the same prompt.', {
        commit: <span className="font-mono-11">{contest.baseCommit.slice(0, 7)}</span>,
      })}
      footer={<DialogFoot label={t('Add')} icon={<Plus />} busy={busy} onSubmit={add} onCancel={onClose} />}
    >
      <div className="grid gap-3">
        {refusal !== null && <ContestRefusal problem={refusal} onClose={onClose} />}
        <div className="flex flex-wrap items-center gap-1.5">
          <WorkerChips
            projectId={project.id}
            value={worker}
            onChange={(next) => {
              setWorker({ ...next, model: next.model ?? fallback.model })
              setRefusal(null)
            }}
          />
        </div>
      </div>
    </Dialog>
  )
}
