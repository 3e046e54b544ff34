import { useMemo } from 'react'
import type { WorkerChoice } from '#shared/worker.ts'
import { BY_DEFAULT, type Worker } from '../board/worker-chips.tsx'
import { useTaskDraft } from '../task/use-task-draft.ts'

/** A choice as calls take it. */
export function choiceOf({ model, agent, variant }: Worker): WorkerChoice {
  return {
    ...(model === null ? {} : { model }),
    ...(agent === null ? {} : { agent }),
    ...(variant === null ? {} : { variant }),
  }
}

/** Who shall work from what is being written on, kept with the draft. `what` as of the draft. */
export function useWorkerChoice(taskId: string, what: string): [Worker, (worker: Worker) => void] {
  const [kept, keep] = useTaskDraft(taskId, `${what}.worker`)
  const worker = useMemo(() => read(kept), [kept])
  const isDefault = ({ model, agent, variant }: Worker) =>
    model === null && agent === null && variant === null
  return [worker, (next) => keep(isDefault(next) ? null : JSON.stringify(next))]
}

function read(kept: string | null): Worker {
  if (kept === null) return BY_DEFAULT
  try {
    const held = JSON.parse(kept) as Partial<Record<keyof Worker, unknown>>
    const text = (value: unknown) => (typeof value === 'string' ? value : null)
    return { model: text(held.model), agent: text(held.agent), variant: text(held.variant) }
  } catch {
    return BY_DEFAULT
  }
}
