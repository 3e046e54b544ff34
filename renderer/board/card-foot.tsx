import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { retryRun } from '../state/actions.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { WithCode, withoutMarks } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { money } from '../ui/duration.ts'
import { SegmentBar } from '../ui/segment-bar.tsx'
import { RunClock } from '../task/run-clock.tsx'
import { Spinner } from '../ui/spinner.tsx'
import type { CardState } from './card-state.ts'

/** Foot of a card whose run has something to tell. Its height changes with the kind only, never while a run goes on. */
export function CardFoot({
  task,
  run,
  state,
  inBatch,
}: {
  task: Task
  run: Run
  state: Exclude<CardState, { kind: 'none' | 'waiting' }>
  /** An open batch has the task: what is to be done about it is done there. */
  inBatch: boolean
}) {
  switch (state.kind) {
    case 'live':
      return <Live run={run} word={state.word} isQueued={state.isQueued} />
    case 'failed':
      return (
        <Failed
          run={run}
          name={state.name}
          message={state.message}
          identifier={task.identifier}
          canRetry={!inBatch}
        />
      )
    case 'review':
      return (
        <Foot>
          <Line>
            <span className={cn('font-medium', state.tone === 'ok' ? 'text-ok' : 'text-review')}>
              {state.word}
            </span>
            <Changes run={run} />
          </Line>
        </Foot>
      )
    case 'merged':
      return (
        <Foot>
          <Line>
            <span className="text-fg-3">
              {rich('Merged {commit}', {
                commit: <span className="font-mono-11">{run.mergedCommit?.slice(0, 7)}</span>,
              })}
            </span>
            <span className="ms-auto text-fg-3">{money(run.usage.cost)}</span>
          </Line>
        </Foot>
      )
  }
}

export const Foot = ({ children }: { children: React.ReactNode }) => (
  <div className="-mx-2.75 mt-0.25 -mb-0.25 grid grid-cols-[minmax(0,1fr)] gap-1.25 border-t px-2.75 pt-1.75 text-11 text-fg-2 tabular-nums">
    {children}
  </div>
)
export const Line = ({ children }: { children: React.ReactNode }) => (
  <div className="flex h-4 items-center gap-1.5 whitespace-nowrap">{children}</div>
)

function Live({ run, word, isQueued }: { run: Run; word: string; isQueued: boolean }) {
  return (
    <Foot>
      <Line>
        {isQueued ? (
          <span aria-hidden className="size-3 rounded-full border-2 border-line-strong" />
        ) : (
          <Spinner />
        )}
        <span title={word} className="min-w-0 truncate">
          <span className="font-medium text-fg">{word}</span>
          {run.plan !== null && (
            <span className="ms-1.5">
              {t('{done} of {total}', { done: run.plan.done, total: run.plan.total })}
            </span>
          )}
        </span>
        <span className="ms-auto text-fg-3">
          {run.startedAt !== null && !(isQueued && (run.answeredAt ?? run.waitUntil) !== null) && (
            <>
              <RunClock run={run} /> · {money(run.usage.cost)}
            </>
          )}
        </span>
      </Line>
      {run.startedAt !== null && <Progress run={run} isQueued={isQueued} />}
    </Foot>
  )
}

/** Stands from the run's beginning to its end, so that nothing moves when plan or action come. */
function Progress({ run, isQueued }: { run: Run; isQueued: boolean }) {
  return (
    <>
      <SegmentBar
        done={run.plan?.done ?? 0}
        total={run.plan?.total ?? 1}
        label={t('Steps of the plan')}
        tone={isQueued ? 'idle' : 'run'}
      />
      <div className="h-4 truncate font-mono-11 leading-4 text-fg-3">{run.lastAction}</div>
    </>
  )
}

function Failed({
  run,
  name,
  message,
  identifier,
  canRetry,
}: {
  run: Run
  name: string
  message: string
  identifier: string
  canRetry: boolean
}) {
  return (
    <Foot>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <div className="font-medium text-bad">{name}</div>
          {message !== '' && (
            <p
              title={withoutMarks(message)}
              className="mt-0.5 line-clamp-2 leading-snug text-fg-2 [overflow-wrap:anywhere]"
            >
              <WithCode text={message} />
            </p>
          )}
        </div>
        {canRetry && (
          <Button
            size="s"
            aria-label={t('Retry {identifier}', { identifier })}
            onClick={() => void retryRun(run.id)}
          >
            {t('Retry')}
          </Button>
        )}
      </div>
    </Foot>
  )
}

function Changes({ run }: { run: Run }) {
  if (run.changes === null) return null
  const { files, additions, deletions } = run.changes
  return (
    <span className="ms-auto truncate text-fg-3">
      {t('{files, plural, one {# file} other {# files}}', { files })}{' '}
      <PlusMinus additions={additions} deletions={deletions} />
    </span>
  )
}

/** The practice model plays a script: what it does must not pass for a model's work. */
export function Scripted({ run }: { run: Pick<Run, 'model'> }) {
  if (!run.model.startsWith('practice/')) return null
  return (
    <span
      title={t('The practice model plays a script; no model is asked.')}
      className="rounded-s border px-1 text-10 leading-3.5 text-fg-3"
    >
      {t('scripted')}
    </span>
  )
}
