import { CircleAlert, CirclePause } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import { FAILURE_ADVICE } from '#shared/run-words.ts'
import { continueRun } from '../state/actions.ts'
import { Button } from '../ui/button.tsx'

/** What the latest run wants from the reader: an answer, a decision after a failure, or patience. */
export function RunNotice({ run, actions }: { run: Run; actions: ReactNode }) {
  if (run.status === 'waiting' && run.waiting !== null) return <Waiting run={run} waiting={run.waiting} />
  if (run.status === 'failed' && run.failure !== null && run.discardedAt === null) {
    return (
      <section
        role="alert"
        aria-label="The run failed"
        className="flex gap-2.5 rounded-m border border-bad/35 bg-bad/8 px-3 py-2.5"
      >
        <CircleAlert aria-hidden className="mt-0.5 size-4 flex-none text-bad" />
        <div className="grid min-w-0 gap-1">
          <p className="font-medium break-words whitespace-pre-wrap">{run.failure.message}</p>
          {!/\bretry\b/i.test(run.failure.message) && (
            <p className="text-12 text-fg-2">{FAILURE_ADVICE[run.failure.code]}</p>
          )}
          <div className="mt-1 flex flex-wrap gap-1.5">{actions}</div>
        </div>
      </section>
    )
  }
  if (run.mergedCommit !== null) {
    return (
      <p className="text-12 text-fg-2">
        Run {run.attempt} is merged into {run.baseBranch ?? 'the base branch'} as{' '}
        <code className="text-11 text-fg">{run.mergedCommit.slice(0, 7)}</code>.
      </p>
    )
  }
  if (run.discardedAt !== null) {
    return (
      <p className="text-12 text-fg-2">
        Run {run.attempt} was discarded. Settings › Trash can bring its work back.
      </p>
    )
  }
  if (run.status === 'queued') {
    return (
      <p className="text-12 text-fg-2">
        {run.queuePosition === null || run.queuePosition <= 1
          ? 'Queued: next in line, begins as soon as a slot is free.'
          : `Queued: number ${run.queuePosition} in line.`}
      </p>
    )
  }
  return null
}

function Waiting({ run, waiting }: { run: Run; waiting: NonNullable<Run['waiting']> }) {
  const [answer, setAnswer] = useState<string | null>(null)
  return (
    <section
      role="alert"
      aria-label="The run waits for you"
      className="flex gap-2.5 rounded-m border border-wait/35 bg-wait/10 px-3 py-2.5"
    >
      <CirclePause aria-hidden className="mt-0.5 size-4 flex-none text-wait" />
      <div className="grid min-w-0 gap-2">
        <p className="font-medium break-words whitespace-pre-wrap">{waiting.title}</p>
        <div className="flex flex-wrap gap-1.5">
          {waiting.choices.map((choice, index) => (
            <Button
              key={choice.id}
              variant={index === 0 ? 'primary' : 'default'}
              busy={answer === choice.id}
              disabled={answer !== null}
              onClick={() => {
                setAnswer(choice.id)
                void continueRun(run.id, choice.id).finally(() => setAnswer(null))
              }}
            >
              {choice.label}
            </Button>
          ))}
        </div>
      </div>
    </section>
  )
}
