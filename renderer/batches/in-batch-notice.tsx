import { Link } from '@tanstack/react-router'
import { Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Batch } from '#shared/batches.ts'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { PublicationChip } from '../publications/publication-chip.tsx'
import { inBatchWords, useOpenBatchOf } from '../state/batches.ts'
import { useRun } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { usePublicationOf } from '../state/publications.ts'
import { useStartingAgent } from '../state/starting-agent.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { runName } from '../task/run-name.ts'
import { Button } from '../ui/button.tsx'
import { ACTION_LOOKS } from './action-looks.tsx'
import { useWorkPlace } from './batch-chip.tsx'
import { actionsFor } from './task-actions.ts'
import { TEXT, type Tone } from '../ui/tones.ts'
import { useBatchActions } from './use-batch-actions.ts'
import type { WorkPlace } from './work-place.ts'
import { taskTone, taskWords } from './task-words.ts'

/**
 * On the screen of a task that an open batch has: where it stands there, and what can be done about it there. When the
 * batch is over, that its work is there and not in the base branch yet.
 */
export function InBatchNotice({ task, run }: { task: Task; run: Run | null }) {
  const batch = useOpenBatchOf(task.id)
  const place = useWorkPlace(task, run ?? undefined)
  if (batch !== undefined) return <InBatch batch={batch} taskId={task.id} />
  return place === null || !isBatchOver(place.batch.status) ? null : <InEndedBatch place={place} run={run} />
}

function InEndedBatch({
  place: { batch, word, tone },
  run,
}: {
  place: WorkPlace & { batch: Batch }
  run: Run | null
}) {
  const publication = usePublicationOf(batch.id)
  const isFollowUp = run !== null && publication?.followUp?.runId === run.id
  return (
    <Box batch={batch}>
      <span className="text-fg-3">
        <HowFar counts={batch.counts} word={word} tone={tone} />
        {isFollowUp && ` · ${t('{run} is for the pull request of all', { run: runName(run) })}`}
      </span>
      {publication !== undefined && <PublicationChip publication={publication} tabbable />}
    </Box>
  )
}

/** How far the batch is, and how one of its tasks stands. */
const HowFar = ({ counts, word, tone }: { counts: Batch['counts']; word: string; tone: Tone }) =>
  rich('{merged} of {total} merged · this one: {state}', {
    merged: counts.merged,
    total: counts.total,
    state: <span className={TEXT[tone]}>{word}</span>,
  })

/** The batch with what is said of it. */
const Box = ({ batch, children }: { batch: Batch; children: ReactNode }) => (
  <section
    aria-label={t('Its batch')}
    className="flex min-h-9 flex-none flex-wrap items-center gap-x-3 gap-y-1.5 rounded-m border border-line bg-inset px-3 py-1 text-12"
  >
    <Link
      to="/batches/$id"
      params={{ id: batch.id }}
      className="flex min-w-0 items-center gap-1.5 rounded-s font-medium text-accent-fg hover:underline"
    >
      <Zap aria-hidden className="size-3.5 flex-none" />
      <span className="truncate">{inBatchWords(batch)}</span>
    </Link>
    {children}
  </section>
)

function InBatch({ batch, taskId }: { batch: Batch; taskId: string }) {
  const task = batch.tasks.find((one) => one.taskId === taskId)
  const run = useRun(task?.runId, true)
  const starting = useStartingAgent(run)
  const actions = useBatchActions(batch)
  if (task === undefined) return null
  // Comments are written where the work of the batch is seen together, and the screen has a Stop of its own.
  const offered = actionsFor(task, batch).filter((action) => action !== 'send_back' && action !== 'cancel')
  return (
    <Box batch={batch}>
      <span className="text-fg-3">
        <HowFar
          counts={batch.counts}
          word={taskWords(task, batch, run, starting)}
          tone={taskTone(task, run)}
        />
      </span>
      <span className="ms-auto flex flex-wrap gap-1.5">
        {task.awaitsApproval ? (
          <Button size="s" variant="primary" onClick={() => goTo({ to: 'batch', id: batch.id })}>
            {t('Review in the batch')}
          </Button>
        ) : (
          offered.map((action) => (
            <Button
              key={action}
              size="s"
              icon={ACTION_LOOKS[action].icon}
              disabled={actions.busy}
              onClick={() => actions.act(action, task)}
            >
              {ACTION_LOOKS[action].label}
            </Button>
          ))
        )}
      </span>
    </Box>
  )
}
