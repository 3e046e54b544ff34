import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { isBatchOver } from '#shared/batch-words.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Batch, BatchTask } from '#shared/batches.ts'
import { TopBar } from '../app/top-bar.tsx'
import { useCommand } from '../commands/use-command.ts'
import { PublicationPanel } from '../publications/publication-panel.tsx'
import { SendBackDialog } from '../review/send-back-dialog.tsx'
import { useReviewNotes } from '../review/use-review-notes.ts'
import { approvalOf, cancelBatch, useBatch, useRunsOfBatch } from '../state/batches.ts'
import { useSelected, useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { batches, tasks } from '../state/stores.ts'
import { useLoadedPublicationOf } from '../state/publications.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Approval } from './approval.tsx'
import { BatchFigures } from './batch-figures.tsx'
import { BatchHeader } from './batch-header.tsx'
import { BatchRequests } from './batch-requests.tsx'
import { BatchSummary } from './batch-summary.tsx'
import { CombinedRun } from './combined-run.tsx'
import { DependencyGraph } from './dependency-graph.tsx'
import { Failure } from './failure.tsx'
import { FinalCheck } from './final-check.tsx'
import { ForecastSection } from './forecast.tsx'
import { MergeBatchDialog } from './merge-batch-dialog.tsx'
import { MessageBatchDialog } from './message-batch-dialog.tsx'
import { rowOf, TaskRows } from './task-rows.tsx'
import { TimeLanes } from './time-lanes.tsx'
import { useAllRuns } from './use-all-runs.ts'
import { type BatchActions, useBatchActions } from './use-batch-actions.ts'

// The diff renderer is heavy and needed only here.
const BatchChanges = lazy(() => import('./batch-changes.tsx'))

/** One batch: its runs over time, its merges, and what became of each task. */
export function BatchScreen({ id }: { id: string }) {
  const { batch, error } = useBatch(id)
  if (batch !== undefined) return <LoadedBatch key={id} batch={batch} />
  return (
    <>
      <TopBar crumbs={[]} title={t('Batch')} />
      {error === null ? (
        <div className="grid place-items-center py-16">
          <Spinner label={t('Loading the batch')} size={16} />
        </div>
      ) : (
        <EmptyState
          title={t('This batch is not here')}
          action={<Button onClick={() => goTo({ to: 'batches' })}>{t('See all batches')}</Button>}
        >
          {error}
        </EmptyState>
      )}
    </>
  )
}

function LoadedBatch({ batch }: { batch: Batch }) {
  const runs = useRunsOfBatch(batch.id)
  const actions = useBatchActions(batch)
  const isAtWork = useIsAtWork(batch)
  const publication = useLoadedPublicationOf({ batchId: batch.id })
  const titleOf = useTitles(batch)
  useAllRuns(batch.tasks)
  const [showsChanges, setShowsChanges] = useState(false)
  const toggleChanges = () => setShowsChanges(!showsChanges)
  useCommand('view.back', () => (showsChanges ? setShowsChanges(false) : goTo({ to: 'batches' })))
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (taskId: string) =>
      setOpen((before) => {
        const next = new Set(before)
        if (!next.delete(taskId)) next.add(taskId)
        return next
      }),
    [],
  )
  const pick = useCallback((taskId: string) => {
    setOpen((before) => new Set(before).add(taskId))
    rowOf(taskId)?.focus()
  }, [])

  const runOf = new Map(runs.map((run) => [run.id, run]))
  const combined = runs.findLast(({ purpose }) => purpose === 'combined')
  const approval = approvalOf(batch)
  const approvalRun = runOf.get(approval?.runId ?? '')
  const sentBack = actions.dialog?.kind === 'send_back' ? actions.dialog.task : null
  const notes = useReviewNotes(workOf(sentBack) ?? workOf(approval))

  return (
    <>
      <BatchHeader
        batch={batch}
        publication={publication}
        atWork={runs.filter(({ status }) => !isTerminal(status)).length}
        actions={actions}
        showsChanges={showsChanges}
        onChanges={toggleChanges}
      />
      {showsChanges ? (
        <Suspense fallback={<Loading label={t('Loading the changes')} />}>
          <BatchChanges batch={batch} />
        </Suspense>
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5 px-7 py-5 max-[1100px]:px-5">
            <BatchFigures batch={batch} runOf={runOf} />
            {batch.failure !== null && <Failure batch={batch} failure={batch.failure} />}
            {batch.finalCheck !== null && <FinalCheck check={batch.finalCheck} />}
            {publication !== undefined && (
              <PublicationPanel
                key={publication.id}
                publication={publication}
                isAtWork={isAtWork}
                canMend={isBatchOver(batch.status)}
              />
            )}
            <TimeLanes batch={batch} runs={runs} titleOf={titleOf} onPick={pick} />
            {combined !== undefined && <CombinedRun batch={batch} run={combined} />}
            <BatchRequests batch={batch} runOf={runOf} titleOf={titleOf} />
            {approval !== undefined && approvalRun !== undefined && (
              <Approval
                key={approvalRun.id}
                batch={batch}
                task={approval}
                title={titleOf(approval.taskId)}
                run={approvalRun}
                notes={notes}
                actions={actions}
              />
            )}
            <DependencyGraph batch={batch} runOf={runOf} onPick={pick} />
            <ForecastSection batch={batch} onPick={pick} />
            <TaskRows
              batch={batch}
              runOf={runOf}
              titleOf={titleOf}
              open={open}
              onToggle={toggle}
              actions={actions}
              approval={approval}
            />
            {batch.summary !== null && <BatchSummary text={batch.summary} />}
          </div>
        </div>
      )}
      <Dialogs batch={batch} actions={actions} notes={notes} />
    </>
  )
}

/** Names of its tasks as they are called now; one that was deleted has none. */
function useTitles(batch: Batch): (taskId: string) => string {
  const select = useCallback(
    ({ byId }: { byId: typeof tasks.all }) =>
      batch.tasks.map(({ taskId }) => byId.get(taskId)?.title ?? t('(deleted)')).join('\n'),
    [batch.tasks],
  )
  const titles = useSelected(tasks.store, select)
  return useMemo(() => {
    const list = titles.split('\n')
    const byId = new Map(batch.tasks.map(({ taskId }, index) => [taskId, list[index] ?? '']))
    return (taskId) => byId.get(taskId) ?? ''
  }, [titles, batch.tasks])
}

/** Whether an agent is at work on one of its tasks, in the batch or after it. */
function useIsAtWork(batch: Batch): boolean {
  const select = useCallback(
    ({ byId }: { byId: typeof tasks.all }) =>
      batch.tasks.some(({ taskId }) => {
        const status = byId.get(taskId)?.executionStatus ?? null
        return status !== null && !isTerminal(status)
      }),
    [batch.tasks],
  )
  return useSelected(tasks.store, select)
}

/** The run that is judged of a task. */
const workOf = (task: BatchTask | null | undefined): { id: string; taskId: string } | null =>
  task === null || task === undefined || task.runId === null ? null : { id: task.runId, taskId: task.taskId }

function Dialogs({
  batch,
  actions,
  notes,
}: {
  batch: Batch
  actions: BatchActions
  notes: ReturnType<typeof useReviewNotes>
}) {
  const { dialog, setDialog } = actions
  const sentBack = dialog?.kind === 'send_back' ? dialog.task : null
  const task = useTask(sentBack?.taskId)
  const run = useRunsOfBatch(batch.id).find(({ id }) => id === sentBack?.runId)
  const close = () => setDialog(null)
  const unfinished =
    batch.counts.queued + batch.counts.running + batch.counts.waiting + batch.counts.completed
  return (
    <>
      <ConfirmDialog
        open={dialog?.kind === 'cancel' && !isBatchOver(batch.status)}
        onOpenChange={close}
        danger
        title={t('Cancel the batch?')}
        description={t(
          '{unfinished, plural, one {# task is} other {# tasks are}} not merged yet and will be left out; agents that work are stopped. What they did is kept on their branches, and {merged, plural, =0 {nothing was merged so far} one {# task merged so far stays in {branch}} other {# tasks merged so far stay in {branch}}}.',
          { unfinished, merged: batch.counts.merged, branch: batch.branch },
        )}
        confirmLabel={t('Cancel the batch')}
        cancelLabel={t('Let it go on')}
        onConfirm={async () => {
          await cancelBatch(batch.id)
        }}
      />
      {dialog?.kind === 'merge' && <MergeBatchDialog batch={batch} onClose={close} />}
      {dialog?.kind === 'message' && <MessageBatchDialog batch={batch} onClose={close} />}
      {sentBack !== null && task !== undefined && run !== undefined && (
        <SendBackDialog
          open
          onOpenChange={close}
          task={task}
          run={run}
          notes={notes}
          prefill=""
          onSend={async (comments, choice) => {
            const ref = { id: batch.id, taskId: sentBack.taskId }
            batches.put([await client.batches.sendBackTask({ ...ref, comments, ...choice })])
            return t('Its agent goes on with your comments.')
          }}
        />
      )}
    </>
  )
}
