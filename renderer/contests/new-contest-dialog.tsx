import { Split } from 'lucide-react'
import { useCallback, useState } from 'react'
import { CANDIDATES } from '#shared/contest-words.ts'
import type { CreateContest } from '#shared/contests.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import type { Run } from '#shared/runs.ts'
import type { StoredSettings } from '#shared/settings.ts'
import type { Task } from '#shared/tasks.ts'
import { countRuns } from '../app/run-counts.ts'
import { keepFocus } from '../board/focus.ts'
import { askForTrust, untrustedProjectOf } from '../state/actions.ts'
import { createContest } from '../state/contests.ts'
import type { Problem } from '../state/errors.ts'
import { useProject, useSelected, useSettings, useTask } from '../state/hooks.ts'
import { isScripted, type ModelFallback, useModelFallback, useModels } from '../state/models.ts'
import { goTo } from '../state/navigation.ts'
import { runs, tasks } from '../state/stores.ts'
import { useIsTrusting, useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { NumberInput } from '../ui/field.tsx'
import { CandidateRows, candidateOf, type Row } from './candidate-rows.tsx'
import { ContestRefusal } from './contest-refusal.tsx'
import { costAtMost } from './words.ts'

const close = () => view.setState({ newContest: null })

/** Nothing is begun: the card that was focused is so again. */
function dismiss(): void {
  const { focusedId } = view.getState()
  close()
  if (focusedId !== null) keepFocus(focusedId)
}

/** Asks which candidates shall be had at a task, and begins. */
export function NewContestDialog() {
  const task = useTask(useView((state) => state.newContest))
  const settings = useSettings()
  const project = useProject(task?.projectId)
  if (task === undefined || settings === undefined || project === undefined) return null
  return <OpenDialog key={task.id} task={task} project={project} settings={settingsFor(settings, project)} />
}

function OpenDialog({ task, project, settings }: { task: Task; project: Project; settings: StoredSettings }) {
  const fallback = useModelFallback(project.id)
  const [rows, setRows] = useState<readonly Row[]>(() => ownRows(task, fallback))
  const [chosenParallel, setParallel] = useState<number | null>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const isTrusting = useIsTrusting()
  const { parallelLimit } = settings
  const most = Math.min(parallelLimit, project.parallelLimit ?? parallelLimit)
  const parallel = Math.min(chosenParallel ?? most, rows.length)

  const begin = async (base?: CreateContest['base']) => {
    if (busy) return
    const input: CreateContest = {
      id: task.id,
      candidates: rows.map((row) => candidateOf(row, fallback, project)),
      parallel,
      ...(base === undefined ? {} : { base }),
    }
    setBusy(true)
    setRefusal(null)
    const problem = await createContest(input)
    setBusy(false)
    if (problem === null) return arrive(task.id)
    const projectId = untrustedProjectOf(problem)
    if (projectId === null) setRefusal(problem)
    else askForTrust(projectId, () => begin(base))
  }
  const change = (next: readonly Row[]) => {
    setRows(next)
    setRefusal(null)
  }
  return (
    <Dialog
      open={!isTrusting}
      onOpenChange={(open) => {
        if (!open && !busy) dismiss()
      }}
      title={t('Best of {count}: {identifier}', { count: rows.length, identifier: task.identifier })}
      description={t(
        'Each candidate does this task from the same commit, in a worktree of its own. You compare their work and take one.',
      )}
      width={560}
      footer={
        <DialogFoot
          label={t('Start {count} candidates', { count: rows.length })}
          icon={<Split />}
          busy={busy}
          onSubmit={begin}
          onCancel={dismiss}
        />
      }
    >
      <div className="grid gap-4">
        {refusal !== null && (
          <ContestRefusal problem={refusal} onBase={(base) => void begin(base)} onClose={close} />
        )}
        <CandidateRows projectId={project.id} fallback={fallback} rows={rows} onChange={change} />
        <div className="rounded-m border border-line px-3 py-2 text-12">
          <NumberInput
            row
            label={t('At once')}
            hint={<FreeSlots project={project} inApp={parallelLimit} limit={most} />}
            min={1}
            max={rows.length}
            width={64}
            value={parallel}
            onChange={setParallel}
          />
        </div>
        <p className="text-12 text-fg-2">
          <Cost rows={rows} maxRunCost={settings.maxRunCost} />
        </p>
      </div>
    </Dialog>
  )
}

/** How many of them could begin at once: both the app and the project may limit that. */
function FreeSlots({ project, inApp, limit }: { project: Project; inApp: number; limit: number }) {
  const { id } = project
  const free = useSelected(
    runs.store,
    useCallback(
      ({ byId }: { byId: ReadonlyMap<string, Run> }) => {
        const all = [...byId.values()]
        const left = inApp - countRuns(all).running
        const leftHere = limit - countRuns(all.filter(({ projectId }) => projectId === id)).running
        return Math.max(0, Math.min(left, leftHere))
      },
      [id, inApp, limit],
    ),
  )
  return t(
    '{free} of {limit, plural, one {# slot} other {# slots}} free now. Without one, a candidate waits in line.',
    { free, limit },
  )
}

function Cost({ rows, maxRunCost }: { rows: readonly Row[]; maxRunCost: number }) {
  const models = useModels().models ?? []
  const paid = rows.filter(({ model }) => model === null || !isScripted(model, models))
  return costAtMost(paid.length, maxRunCost)
}

/** As few candidates as there may be, as the task says. */
const ownRows = (task: Task, fallback: ModelFallback): Row[] =>
  Array.from({ length: CANDIDATES.min }, (_, key) => ({
    key,
    model: task.model ?? fallback.model,
    variant: task.variant,
    agent: task.agent,
  }))

function arrive(taskId: string): void {
  close()
  const task = tasks.get(taskId)
  if (task !== undefined) goTo({ to: 'task', identifier: task.identifier })
}
