import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Run } from '#shared/runs.ts'
import { adviceBeside } from '#shared/failure-advice.ts'
import { errorDetails } from '../state/error-details.ts'
import { useIsDayUsedUp } from '../state/requests.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { CopyDetails } from '../ui/copy-details.tsx'
import { timeOfDay } from '../ui/day.ts'

/** What is told of a run that failed to somebody who helps: nothing of the task or its repository. */
function runDetails({ id, attempt, model, agent, failure, branch }: Run): string {
  const { code = 'INTERNAL', message = '' } = failure ?? {}
  return errorDetails({ code, message, details: { run: id, attempt, model, agent, branch } })
}

/** What the latest run wants from the reader besides answers: a decision after a failure, or patience. */
export function RunNotice({ run, actions }: { run: Run; actions: ReactNode }) {
  const isDayUsedUp = useIsDayUsedUp()
  if (run.status === 'failed' && run.failure !== null && run.discardedAt === null) {
    const advice = adviceBeside(run.failure)
    return (
      <section
        role="alert"
        aria-label={t('The run failed')}
        className="flex gap-2.5 rounded-m border border-bad/35 bg-bad/8 px-3 py-2.5"
      >
        <CircleAlert aria-hidden className="mt-0.5 size-4 flex-none text-bad" />
        <div className="grid min-w-0 gap-1">
          <p className="font-medium break-words whitespace-pre-wrap">
            <WithCode text={run.failure.message} />
          </p>
          {advice !== null && <p className="text-12 text-fg-2">{advice}</p>}
          <div className="mt-1 flex flex-wrap items-center gap-1.5">
            {actions}
            <CopyDetails className="ms-1" details={() => runDetails(run)} />
          </div>
        </div>
      </section>
    )
  }
  if (run.mergedCommit !== null) {
    return (
      <p className="text-12 text-fg-2">
        {rich('Run {attempt} is merged into {branch} as <code>{commit}</code>.', {
          attempt: run.attempt,
          branch: run.baseBranch ?? t('the base branch'),
          commit: run.mergedCommit.slice(0, 7),
          code: (text) => <code className="text-11 text-fg">{text}</code>,
        })}
      </p>
    )
  }
  if (run.discardedAt !== null) {
    return (
      <p className="text-12 text-fg-2">
        {t('Run {attempt} was discarded. Settings › Trash can bring its work back.', {
          attempt: run.attempt,
        })}
      </p>
    )
  }
  if (run.waitUntil !== null) {
    return (
      <p className="text-12 text-fg-2">
        {t(
          'Waits for the provider until {time} and goes on in its session then. Others have its slot meanwhile.',
          { time: timeOfDay(run.waitUntil) },
        )}
      </p>
    )
  }
  if (run.status === 'queued' && isDayUsedUp) {
    return (
      <p className="text-12 text-fg-2">
        {t('Queued: the budget of the day is used up. The Inbox asks whether to add to it.')}
      </p>
    )
  }
  // An answer that is held says itself that it is next in line.
  if (run.status === 'queued' && run.answeredAt === null) {
    return (
      <p className="text-12 text-fg-2">
        {run.queuePosition === null || run.queuePosition <= 1
          ? t('Queued: next in line, begins as soon as a slot is free.')
          : t('Queued: number {place} in line.', { place: run.queuePosition })}
      </p>
    )
  }
  return null
}
