import { Zap } from 'lucide-react'
import { useMemo, useState } from 'react'
import { orderTasks } from '#shared/batch-plan.ts'
import type { BatchMode } from '#shared/batch-words.ts'
import type { Batch, CreateBatch } from '#shared/batches.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { StoredSettings } from '#shared/settings.ts'
import type { Task } from '#shared/tasks.ts'
import { keepFocus } from '../board/focus.ts'
import { askForTrust, untrustedProjectOf } from '../state/actions.ts'
import { createBatch } from '../state/batches.ts'
import type { Problem } from '../state/errors.ts'
import { useProject, useSelected, useSettings } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { tasks as taskStore } from '../state/stores.ts'
import { byOrder } from '../state/task-filter.ts'
import { clearSelection, useIsTrusting, useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { BatchOptionFields, changedOptions, type ChosenOptions } from './batch-options.tsx'
import { ModeChoice } from './mode-choice.tsx'
import { firstOf } from './first-of.ts'
import { moveTask } from './move-task.ts'
import { OrderList } from './order-list.tsx'
import { PlanPreview } from './plan-preview.tsx'
import { type Group, Refusal, type WaysOut } from './refusal.tsx'
import { usePreview } from './use-preview.ts'
import { MODE_NAMES } from './words.ts'

/** Fewer would be no batch of that mode. */
const LEAST_TASKS: Record<BatchMode, number> = { parallel: 1, queue: 1, combined: 2 }

const ABOUT: Record<BatchMode, string> = {
  parallel: t('Their work comes together in one branch, merged and checked task by task.'),
  queue: t('Their work comes together in one branch, merged and checked task by task.'),
  combined: t('Their work comes together in one branch, merged and checked as a whole.'),
}

const close = () => view.setState({ newBatch: null })

/** Nothing is begun: the card that was focused is so again. */
function dismiss(): void {
  const { focusedId } = view.getState()
  close()
  if (focusedId !== null) keepFocus(focusedId)
}

/** Asks how the chosen tasks shall be executed together, and begins. */
export function NewBatchDialog() {
  const ids = useView((state) => state.newBatch)
  const settings = useSettings()
  if (ids === null || settings === undefined) return null
  return <OpenNewBatchDialog key={ids.join(' ')} initialIds={ids} settings={settings} />
}

function OpenNewBatchDialog({
  initialIds,
  settings,
}: {
  initialIds: readonly string[]
  settings: StoredSettings
}) {
  const byId = useSelected(taskStore.store, (state) => state.byId)
  const [ids, setIds] = useState<readonly string[]>(() => asOnTheBoard(initialIds))
  const [mode, setMode] = useState<BatchMode>('parallel')
  const [chosen, setChosen] = useState<Partial<ChosenOptions>>({})
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  /** The batches that are left of a selection that was split, the refused one first. */
  const [leftGroups, setLeftGroups] = useState<readonly Group[] | null>(null)
  const isTrusting = useIsTrusting()

  const list = useMemo(() => {
    const found = ids.flatMap((id) => byId.get(id) ?? [])
    return orderTasks(mode, found)
  }, [ids, mode, byId])

  const project = useProject(oneProjectOf(ids))
  const offered = offeredOptions(project === undefined ? settings : settingsFor(settings, project))
  const options = { ...offered, ...chosen }

  const isEnough = list.length >= LEAST_TASKS[mode]
  const planned = usePreview(isEnough ? { taskIds: list.map(({ id }) => id), mode, options } : null)
  const problem = refusal ?? planned.problem
  // Trust is asked for by starting.
  const isRefused = planned.problem !== null && untrustedProjectOf(planned.problem) === null
  const begin = async (more: Partial<CreateBatch> = {}): Promise<void> => {
    if (busy || !isEnough) return
    const input: CreateBatch = { taskIds: list.map(({ id }) => id), mode, options, ...more }
    setBusy(true)
    const made = await createBatch(input)
    setBusy(false)
    if ('batch' in made) return arrive(made.batch)
    refused(made.problem, () => begin(more))
  }
  /** Shows why, or asks for trust and tries once more. */
  const refused = (why: Problem, again: () => Promise<void>) => {
    const projectId = untrustedProjectOf(why)
    setRefusal(projectId === null ? why : null)
    if (projectId !== null) askForTrust(projectId, again)
  }
  const forget = () => {
    setRefusal(null)
    setLeftGroups(null)
  }
  const choose = (next: BatchMode) => {
    setMode(next)
    forget()
  }
  const change = (next: readonly string[]) => {
    setIds(next)
    forget()
  }
  /**
   * One batch for each project, by its own settings but for what was chosen here; those that cannot be made stay here
   * with the reason.
   *
   * @param more for the first of them
   */
  const split = async (groups: readonly Group[], more: Partial<CreateBatch> = {}): Promise<void> => {
    setBusy(true)
    const left = [...groups]
    for (let group = left[0]; group !== undefined; group = left[0]) {
      const alone = group.taskIds.length < LEAST_TASKS[mode]
      const made = await createBatch({
        taskIds: group.taskIds,
        mode: alone ? 'parallel' : mode,
        options: chosen,
        ...(group === groups[0] ? more : {}),
      })
      if ('problem' in made) {
        setIds(left.flatMap(({ taskIds }) => taskIds))
        setLeftGroups(left)
        setBusy(false)
        return refused(made.problem, () => split(left, group === groups[0] ? more : {}))
      }
      left.shift()
    }
    setBusy(false)
    leave()
    goTo({ to: 'batches' })
  }
  const move = (id: string, to: number) => {
    const moved = moveTask(list, id, to)
    if (moved !== null) change(moved.map((task) => task.id))
  }
  const ways: WaysOut = {
    taskIds: ids,
    mode,
    onRemove: (id) => change(ids.filter((one) => one !== id)),
    onFirst: (count) => {
      const kept = firstOf(list, count)
      change(ids.filter((id) => kept.has(id)))
    },
    onAdd: (added) => change([...added, ...ids]),
    onSplit: (groups) => void split(groups),
    // The base is the refused batch's, not that of the others.
    onBase: (base) => void (leftGroups === null ? begin({ base }) : split(leftGroups, { base })),
    onClose: close,
  }
  return (
    <Dialog
      open={!isTrusting}
      onOpenChange={(open) => {
        if (!open && !busy) dismiss()
      }}
      title={t('Execute {count, plural, one {# task} other {# tasks}} as a batch', { count: list.length })}
      description={ABOUT[mode]}
      width={600}
      className="top-[8vh] max-h-[86vh]"
      footer={
        <DialogFoot
          label={t('Start the batch')}
          icon={<Zap />}
          busy={busy}
          disabled={!isEnough || isRefused}
          title={isRefused ? t('It cannot be started like this: see above') : undefined}
          onSubmit={begin}
          onCancel={dismiss}
        />
      }
    >
      <div className="grid gap-4">
        <ModeChoice value={mode} onChange={choose} />
        {!isEnough && (
          <Notice tone="wait" live>
            {t('{mode} needs two tasks or more. Choose another mode for one task, or select more cards.', {
              mode: MODE_NAMES[mode],
            })}
          </Notice>
        )}
        {problem !== null && (
          // What is asked for already may still be on its way.
          <fieldset disabled={busy} className="contents">
            <Refusal problem={problem} {...ways} />
          </fieldset>
        )}
        <section aria-label={t('Order')} className="grid gap-1.5">
          <h3 className="flex items-baseline justify-between text-12 font-medium text-fg-2">
            {mode === 'combined' ? t('Order of sections in the prompt') : t('Order of merging')}
            <span className="text-11 font-normal text-fg-3">
              {mode === 'queue'
                ? t('Drag, or Shift and the arrow keys')
                : t('By priority, then as on the board')}
            </span>
          </h3>
          <OrderList
            tasks={list}
            label={
              mode === 'combined'
                ? t('Tasks, in the order of their sections')
                : t('Tasks, in the order in which they are merged')
            }
            movable={mode === 'queue' && list.length > 1}
            onMove={move}
            onRemove={list.length > 1 ? (id) => change(ids.filter((one) => one !== id)) : null}
            isTooLong={problem?.code === 'BATCH_TOO_LARGE'}
          />
        </section>
        <PlanPreview preview={planned.preview} isLoading={planned.isLoading} />
        <BatchOptionFields
          mode={mode}
          project={project}
          options={options}
          onChange={(next) => setChosen({ ...chosen, ...changedOptions(options, next) })}
        />
        {project === undefined && list.length > 0 && (
          <p className="text-12 text-fg-2">
            {t('Each project’s own settings hold for what you do not change.')}
          </p>
        )}
      </div>
    </Dialog>
  )
}

/** What the app, or the project of all tasks, has for new batches. */
const offeredOptions = (settings: StoredSettings): ChosenOptions => ({
  parallelLimit: settings.parallelLimit,
  autoApprove: settings.autoApprove,
  stopOnFailure: settings.stopOnFailure,
  conflictBehavior: settings.conflictBehavior,
  publish: settings.publish,
  maxCost: settings.maxBatchCost,
  maxMinutes: settings.maxBatchMinutes,
})

/** The project of all these tasks; null when they are of several. */
function oneProjectOf(ids: readonly string[]): string | null {
  const [first, ...others] = new Set(ids.map((id) => taskStore.get(id)?.projectId))
  return others.length === 0 ? (first ?? null) : null
}

/** The chosen tasks in the order of their cards. */
function asOnTheBoard(ids: readonly string[]): string[] {
  return ids
    .map((id) => taskStore.get(id))
    .filter((task): task is Task => task !== undefined)
    .sort(byOrder)
    .map(({ id }) => id)
}

function leave(): void {
  close()
  clearSelection()
}

function arrive({ id }: Batch): void {
  leave()
  goTo({ to: 'batch', id })
}
