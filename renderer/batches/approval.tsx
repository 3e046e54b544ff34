import { Check, CornerUpLeft, Hand, SkipForward } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Batch, BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import type { ReviewNotes } from '../review/use-review-notes.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Loading } from '../ui/loading.tsx'
import type { BatchActions } from './use-batch-actions.ts'

// The diff renderer is heavy and needed only here.
const Changes = lazy(() => import('../review/changes.tsx'))

/** The work that a queue waits with, to be judged where it stands. */
export function Approval({
  batch,
  task,
  title,
  run,
  notes,
  actions,
}: {
  batch: Batch
  task: BatchTask
  title: string
  run: Run
  /** Remarks on lines, which go with Send back. */
  notes: ReviewNotes
  actions: BatchActions
}) {
  const isLast = batch.tasks.every(({ taskId, status }) => taskId === task.taskId || status !== 'queued')
  return (
    <section
      aria-label={t('{identifier} waits for your approval', { identifier: task.identifier })}
      className="overflow-hidden rounded-l border border-wait/35"
    >
      <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-wait/35 bg-wait/10 px-3 py-2">
        <Hand aria-hidden className="size-4 flex-none text-wait" />
        <p className="min-w-[min(24ch,calc(100%-2rem))] flex-1 truncate">
          <button
            type="button"
            role="link"
            className="rounded-s text-fg-3 hover:text-fg"
            onClick={() => goTo({ to: 'task', identifier: task.identifier })}
          >
            {task.identifier}
          </button>{' '}
          <span className="font-medium">{title}</span>
          <span className="ms-2 text-12 text-fg-2">
            {run.checkPassed === true ? t('is done, checks passed') : t('is done')}
            {!isLast && ` · ${t('the queue waits')}`}
          </span>
        </p>
        <span className="ms-auto flex max-w-full flex-wrap justify-end gap-x-2 gap-y-1.5">
          <Button
            variant="ghost"
            icon={<SkipForward />}
            keys="batch.skip"
            disabled={actions.busy}
            onClick={() => actions.act('skip', task)}
          >
            {t('Skip')}
          </Button>
          <Button
            icon={<CornerUpLeft />}
            keys="task.send-back"
            disabled={actions.busy}
            onClick={() => actions.act('send_back', task)}
          >
            {t('Send back')}
          </Button>
          <Button
            variant="primary"
            icon={<Check />}
            keys="batch.approve"
            disabled={actions.busy}
            onClick={() => actions.act('approve', task)}
          >
            {t('Approve')}
          </Button>
        </span>
      </header>
      {run.summary !== null && run.summary.trim() !== '' && (
        <Markdown className="line-clamp-3 px-3 pt-2.5 text-12 text-fg-2">{run.summary}</Markdown>
      )}
      <div className="flex h-[clamp(260px,44vh,480px)] flex-col px-3">
        <Suspense fallback={<Loading label={t('Loading the changes')} />}>
          <Changes
            key={run.id}
            run={run}
            notes={notes}
            canSendBack
            onSendBack={() => actions.act('send_back', task)}
          />
        </Suspense>
      </div>
    </section>
  )
}
