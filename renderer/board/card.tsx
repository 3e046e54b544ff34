import { Archive } from 'lucide-react'
import { memo } from 'react'
import type { Task } from '#shared/tasks.ts'
import { BatchChip, useWorkPlace } from '../batches/batch-chip.tsx'
import { BatchMark } from '../batches/batch-mark.tsx'
import { ContestFoot } from '../contests/contest-foot.tsx'
import { IssueMark } from '../issues/issue-mark.tsx'
import { CardPublication } from '../publications/card-publication.tsx'
import { useTask } from '../state/hooks.ts'
import { useStartingAgent } from '../state/starting-agent.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { CardFoot, Scripted } from './card-foot.tsx'
import { CardRequests } from './card-requests.tsx'
import { Meta } from './card-meta.tsx'
import { cardState, isRunOpen } from './card-state.ts'
import { DropLine } from './drop-line.tsx'
import { ExecuteButton } from './execute-button.tsx'
import { TitleEditor } from './title-editor.tsx'
import { useCard } from './use-card.ts'

/** A card knows its id only: it follows its own task and run, so the board does not draw anew with them. */
export const Card = memo(function Card({ id, cell, tabbable }: CardProps) {
  const task = useTask(id)
  return task === undefined ? null : <TaskCard task={task} cell={cell} tabbable={tabbable} />
})

export type CardProps = {
  id: string
  /** Where it stands: with several labels it may stand in several cells. */
  cell: string
  tabbable: boolean
}

function TaskCard({ task, cell, tabbable }: Omit<CardProps, 'id'> & { task: Task }) {
  const { id } = task
  const { selected, editing, dragged, edge, contest, latest, run, inBatch, article } = useCard(
    task,
    cell,
    tabbable,
  )
  const starting = useStartingAgent(run)
  const state = run === undefined ? null : cardState(task, run, starting)
  const place = useWorkPlace(task, latest)

  return (
    <article
      {...article}
      className={cn(
        'group relative grid scroll-mt-[var(--under,0px)] cursor-default grid-cols-[minmax(0,1fr)] gap-1.5 rounded-l border bg-raised px-2.75 pt-2.25 pb-2.5 outline-none',
        'transition-[border-color,background-color] duration-(--fast) hover:border-line-strong',
        'focus:border-fg-3 focus:ring-1 focus:ring-fg-3',
        selected &&
          'border-accent ring-1 ring-accent hover:border-accent focus:border-accent-fg focus:ring-accent-fg',
        dragged && 'opacity-40',
        task.archived && 'border-dashed bg-transparent opacity-70',
      )}
    >
      {edge !== null && <DropLine edge={edge} />}
      <div className="flex h-3.75 items-center gap-1.5 text-11 text-fg-3">
        <PriorityIcon priority={task.priority} label />
        <span>{task.identifier}</span>
        <IssueMark taskId={id} projectId={task.projectId} />
        {task.archived && <Archive aria-label={t('archived')} className="size-3" />}
        {run !== undefined && <Scripted run={run} />}
        {place === null && <BatchMark taskId={id} />}
        {contest === undefined && (
          <ExecuteButton
            task={task}
            inBatch={inBatch}
            isShared={run?.purpose === 'combined'}
            className="absolute top-1.25 end-1.25"
          />
        )}
      </div>
      {editing ? (
        <TitleEditor task={task} />
      ) : (
        <div dir="auto" className="line-clamp-3 leading-[1.38] font-medium [overflow-wrap:anywhere]">
          {task.title}
        </div>
      )}
      <Meta task={task} />
      <CardPublication taskId={id} batchId={place?.batch.id ?? null} prUrl={task.prUrl}>
        {place !== null && <BatchChip place={place} />}
      </CardPublication>
      {run !== undefined && isRunOpen(run.status) && (
        <CardRequests task={task} run={run} isWaiting={run.status === 'waiting'} />
      )}
      {run !== undefined && state !== null && state.kind !== 'none' && state.kind !== 'waiting' && (
        <CardFoot task={task} run={run} state={state} inBatch={inBatch} />
      )}
      {contest !== undefined && <ContestFoot task={task} contest={contest} />}
    </article>
  )
}
