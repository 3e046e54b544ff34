import { Link } from '@tanstack/react-router'
import { Zap } from 'lucide-react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { useOpenBatchOf } from '../../state/batches.ts'
import { useEntity } from '../../state/hooks.ts'
import { batches } from '../../state/stores.ts'
import { Property } from './property.tsx'

/** The batch that the task, or its run, belongs to. */
export function BatchProperty({ task, run }: { task: Task; run: Run | null }) {
  const open = useOpenBatchOf(task.id)
  const id = open?.id ?? run?.batchId ?? null
  const batch = useEntity(batches, id)
  if (id === null) return null
  return (
    <Property name="Batch">
      <Link
        to="/batches/$id"
        params={{ id }}
        className="flex items-center gap-1.5 rounded-s text-accent-fg hover:underline"
      >
        <Zap aria-hidden className="size-3" />
        {batch === undefined ? 'See it' : `${batch.counts.merged} of ${batch.counts.total} merged`}
      </Link>
    </Property>
  )
}
