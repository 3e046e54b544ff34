import { Pause } from 'lucide-react'
import { useState } from 'react'
import type { BrainstormStatus } from '#shared/brainstorm-state.ts'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import type { Run } from '#shared/runs.ts'
import { type ChosenModel, ModelChips } from '../board/model-chips.tsx'
import { useCommand } from '../commands/use-command.ts'
import { attempt, cancelTask } from '../state/actions.ts'
import { goTo } from '../state/navigation.ts'
import { useStartingAgent } from '../state/starting-agent.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { RunRequests } from '../task/run-requests.tsx'
import { Button } from '../ui/button.tsx'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Elapsed } from '../ui/time.tsx'
import { keepGoal } from './goal-draft.ts'
import { STATUS_WORDS } from './words.ts'

/** What the agent is at, or asks. */
export function UnderWay({
  whole: { goal, plan },
  status,
  run,
}: {
  whole: WholeBrainstorm
  status: BrainstormStatus
  run: Run
}) {
  const [stopping, setStopping] = useState(false)
  const stop = async () => {
    setStopping(true)
    await cancelTask(goal.id)
    setStopping(false)
  }
  useCommand('task.stop', () => void stop())
  const isAsking = status === 'asking'
  const starting = useStartingAgent(run)
  return (
    <section aria-label={t('The agent')} className="grid gap-2.5">
      <RunRequests run={run} />
      {!isAsking && (
        <div className="flex min-h-16 items-center gap-3 rounded-l border bg-raised px-4 py-3">
          {status === 'queued' ? null : <Spinner size={16} label={STATUS_WORDS[status]} />}
          <div className="min-w-0 flex-1">
            <p className="font-medium">
              {status === 'queued'
                ? t('Queued: it begins as soon as a slot is free.')
                : plan === null
                  ? t('{status}…', { status: STATUS_WORDS[status] })
                  : t('The agent is at your changes…')}
            </p>
            <p className="h-5 truncate text-12 text-fg-3">
              {starting !== null
                ? t('Starting {agent}', { agent: starting })
                : (run.lastAction ??
                  (run.stage === 'preparing' ? t('Preparing a copy of the repository') : ''))}
            </p>
          </div>
          {run.startedAt !== null && (
            <span className="flex-none text-12 text-fg-3 tabular-nums">
              <Elapsed since={run.startedAt} />
            </span>
          )}
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 text-12 text-fg-3">
          {isAsking
            ? t('It goes on with your answer. The same question stands in the inbox.')
            : t('You can go elsewhere: the inbox says when it asks, and when the plan is there.')}
        </p>
        {run.status === 'running' && (
          <Button
            icon={<Pause />}
            onClick={() => void attempt(() => client.runs.pause({ id: run.id }), t('It was not paused'))}
          >
            {t('Pause')}
          </Button>
        )}
        <Button icon={<StopIcon />} keys="task.stop" busy={stopping} onClick={() => void stop()}>
          {t('Cancel')}
        </Button>
      </div>
    </section>
  )
}

/** Its last run came to nothing. */
export function Ended({
  whole,
  run,
  put,
}: {
  whole: WholeBrainstorm
  run: Run | undefined
  put: (whole: WholeBrainstorm) => void
}) {
  const { brainstorm, goal, status, plan } = whole
  const [busy, setBusy] = useState(false)
  const [planner, setPlanner] = useState<ChosenModel>({ model: null, variant: null })
  const beginAnew = () => {
    keepGoal([goal.title, goal.description].join('\n').trim())
    goTo({ to: 'brainstorms', projectId: goal.projectId })
  }
  const retry = async () => {
    setBusy(true)
    const now = await attempt(
      () =>
        client.brainstorms.retry({
          id: brainstorm.id,
          ...(planner.model === null ? {} : { model: planner.model }),
          ...(planner.variant === null ? {} : { variant: planner.variant }),
        }),
      t('It was not begun again'),
    )
    if (now !== null) put(now)
    setBusy(false)
  }
  const isFailed = status === 'failed'
  return (
    <Notice
      tone={isFailed ? 'bad' : 'plain'}
      live
      action={
        <span className="flex flex-none flex-wrap gap-1.5">
          {plan === null && (
            <Button size="s" onClick={beginAnew}>
              {t('Begin anew…')}
            </Button>
          )}
          <Button
            size="s"
            variant={plan === null ? 'primary' : 'default'}
            busy={busy}
            onClick={() => void retry()}
          >
            {t('Try again')}
          </Button>
        </span>
      }
    >
      <p className="font-medium">
        {isFailed
          ? plan === null
            ? t('The agent has made no plan.')
            : t('Your changes came to no plan. The one of before is below.')
          : plan === null
            ? t('It was cancelled before there was a plan.')
            : t('The changes were cancelled. The plan of before is below.')}
      </p>
      {isFailed && run !== undefined && run.failure !== null && (
        <p className="whitespace-pre-wrap">
          <WithCode text={run.failure.message} />
        </p>
      )}
      {run !== undefined && (
        <div className="mt-2 flex flex-wrap items-center gap-1.5">
          <ModelChips
            projectId={goal.projectId}
            value={planner}
            now={run}
            disabled={busy}
            onChange={setPlanner}
          />
        </div>
      )}
    </Notice>
  )
}
