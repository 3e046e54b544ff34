import type { Batch, BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { FileNames } from '../review/way-out.tsx'
import { CopyButton } from '../run/copy-button.tsx'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { visible } from '../ui/visible-text.ts'
import { ACTION_LOOKS } from './action-looks.tsx'
import { Resolution } from './resolution.tsx'
import { actionsFor, type BatchTaskAction } from './task-actions.ts'
import { WithCode } from '../ui/with-code.tsx'
import { mergedAtWords, reasonParts } from './task-words.ts'

/** All that there is to say of a task in its batch: the files of a conflict, what a check wrote, what its agent said. */
export function TaskDetails({
  batch,
  task,
  run,
  resolver,
  busy,
  onAct,
}: {
  batch: Batch
  task: BatchTask
  run: Run | undefined
  /** The run that resolves, or has tried to resolve, its conflict. */
  resolver: Run | undefined
  busy: boolean
  onAct: (action: BatchTaskAction, task: BatchTask) => void
}) {
  const reason = task.reason === null ? null : reasonParts(task.reason)
  const files = task.reason?.files ?? []
  // The words of an agent that has all tasks stand once, above.
  const summary = batch.mode === 'combined' ? '' : (run?.summary?.trim() ?? '')
  const merged = mergedAtWords(task, run)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5 pt-1 pb-3.5 ps-5.5 text-12">
      {reason !== null && (
        <p className="max-w-[80ch] text-fg-2">
          <WithCode text={reason.said} />
        </p>
      )}
      {files.length > 0 && (
        <figure
          aria-label={t('Files in conflict')}
          className="rounded-m border border-line bg-inset px-2.5 py-2"
        >
          <FileNames files={files} />
        </figure>
      )}
      {reason !== null && reason.output !== null && (
        <figure
          aria-label={t('What the check wrote')}
          className="relative rounded-m border border-line bg-inset"
        >
          <pre className="max-h-64 overflow-auto px-2.5 py-2 font-mono text-code leading-4.5 whitespace-pre-wrap text-fg-2">
            {visible(reason.output)}
          </pre>
          <span className="absolute top-1 end-1">
            <CopyButton text={reason.output} label={t('Copy what the check wrote')} />
          </span>
        </figure>
      )}
      {task.evidence !== null && (
        <p className="max-w-[80ch] text-fg-2">
          <span className="text-ok">{t('Included:')}</span> <WithCode text={task.evidence} />
        </p>
      )}
      <Resolution task={task} resolver={resolver} />
      {summary !== '' && (
        <Markdown className="line-clamp-6 max-w-[80ch] border-s-2 border-line-strong ps-2.5 text-fg-2">
          {summary}
        </Markdown>
      )}
      <div className="flex flex-wrap items-center gap-1.5">
        {actionsFor(task, batch).map((action) => {
          const { label, icon, keys } = ACTION_LOOKS[action]
          return (
            <Button
              key={action}
              size="s"
              icon={icon}
              disabled={busy}
              {...(keys === undefined ? {} : { keys })}
              onClick={() => onAct(action, task)}
            >
              {label}
            </Button>
          )
        })}
        <Button
          size="s"
          variant="ghost"
          className="first:-ms-2"
          keys="item.task"
          onClick={() => goTo({ to: 'task', identifier: task.identifier })}
        >
          {t('Open the task')}
        </Button>
        {task.mergeCommit !== null && (
          <span className="ms-auto text-11 text-fg-3 tabular-nums">
            <code title={task.mergeCommit}>
              {t('merge {commit}', { commit: task.mergeCommit.slice(0, 7) })}
            </code>
            {merged !== null && <> · {merged}</>}
          </span>
        )}
        {task.mergeCommit === null && run !== undefined && run.branch !== null && (
          <span className="ms-auto flex min-w-0 items-center gap-1 text-fg-3">
            <code className="truncate text-11">{run.branch}</code>
            <CopyButton text={run.branch} label={t('Copy the branch name')} />
          </span>
        )}
      </div>
    </div>
  )
}
